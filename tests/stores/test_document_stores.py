"""Stores of documents: real Redis, and DynamoDB as moto has it."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from document_servers import proxy_before

from voxlake.core.errors import ConfigError, PlatformError
from voxlake.stores.documents.dynamo import DynamoStore
from voxlake.stores.documents.items import plain, size_of, values_of
from voxlake.stores.documents.opening import open_store
from voxlake.stores.documents.reading import read_documents
from voxlake.stores.documents.redis import RedisStore
from voxlake.stores.documents.settings import DocumentSettings, DynamoSettings, RedisSettings
from voxlake.stores.documents.store import MovedError, Pointer, Retry, Version

DAY = date(2026, 3, 1)
USERS = [f"n:{n}" for n in range(12)]
WRITER = """
import json, sys
from datetime import date
from voxlake.stores.documents.opening import open_store
from voxlake.stores.documents.settings import DocumentSettings
from voxlake.stores.documents.store import Version
store = open_store(DocumentSettings.model_validate_json(sys.argv[1]), sys.stdin.readline().strip())
for n in range(6):  # half of them: then it says so, and waits to be killed
    store.put_many("users", [Version(f"n:{n}", 2, json.dumps({"day": 2}))])
print("half", flush=True)
sys.stdin.readline()
"""


def versions(generation, names=USERS, **body):
    text = json.dumps({"day": generation, **body})
    return [Version(name, generation, text) for name in names]


def at(generation):
    return Pointer(generation, f"mark {generation}", DAY)


def days_of(reading):
    return {document["day"] for document in reading.documents.values()}


@pytest.fixture
def no_waits():
    waits = []
    return Retry(5, sleep=waits.append), waits


def test_a_document_reads_as_it_was_written(document_settings, opened):
    store = opened(document_settings)
    body = {"none": [], "empty": "", "deep": {"a": [1, 2.5, True, "ü"]}, "small": 1e-7}
    store.put_many("users", [Version("n:1", 1, json.dumps(body))])
    store.switch("users", at(1), before=0)

    reading = read_documents(store, "users", ["n:1", "n:2"])

    assert reading.documents == {"n:1": body}
    assert (reading.generation, reading.as_of) == (1, DAY)
    assert read_documents(store, "topics", ["0"]) is None


def test_an_unchanged_document_is_found_in_later_generations(document_settings, opened):
    store = opened(document_settings)
    store.put_many("users", versions(1))
    store.switch("users", at(1), before=0)
    store.put_many("users", [*versions(2, USERS[:1]), Version(USERS[1], 2, None)])

    before = read_documents(store, "users", USERS)
    store.switch("users", at(2), before=1)
    after = read_documents(store, "users", USERS)

    assert days_of(before) == {1} and len(before.documents) == 12
    assert after.documents[USERS[0]] == {"day": 2} and after.documents[USERS[2]] == {"day": 1}
    assert USERS[1] not in after.documents


def test_only_one_of_two_publishers_moves_the_pointer(document_settings, opened):
    store = opened(document_settings)
    store.switch("users", at(1), before=0)
    store.switch("users", at(1), before=0)  # its answer was lost, and it asks again
    with pytest.raises(MovedError):
        store.switch("users", at(3), before=0)
    with pytest.raises(MovedError):
        store.switch("users", at(3), before=2)

    assert store.pointer("users") == at(1)


def test_readers_never_see_half_a_day_while_days_are_published(document_settings, opened):
    writer, reader = opened(document_settings), opened(document_settings)
    writer.put_many("users", versions(1))
    writer.switch("users", at(1), before=0)
    over, seen = threading.Event(), []

    def read():
        while not over.is_set():
            seen.append(read_documents(reader, "users", USERS))

    thread = threading.Thread(target=read)
    thread.start()
    for generation in range(2, 8):
        writer.put_many("users", versions(generation))
        writer.switch("users", at(generation), before=generation - 1)
        writer.delete_many("users", [(name, generation - 1) for name in USERS])
    over.set()
    thread.join()

    assert seen
    assert all(len(one.documents) == 12 and days_of(one) == {one.generation} for one in seen)


def test_readers_see_the_last_whole_day_after_a_writer_is_killed(
    document_settings, opened, redis_server
):
    store = opened(document_settings)
    store.put_many("users", versions(1))
    store.switch("users", at(1), before=0)
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, document_settings.model_dump_json()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "lib")},
    )
    writer.stdin.write(f"{redis_server.password}\n")
    writer.stdin.flush()
    assert writer.stdout.readline() == "half\n"
    writer.send_signal(signal.SIGKILL)
    writer.wait()

    reading = read_documents(store, "users", USERS)

    assert len(store.newest("users", USERS, upto=2)) == 12
    assert {one.generation for one in store.newest("users", USERS, upto=2).values()} == {1, 2}
    assert days_of(reading) == {1} and len(reading.documents) == 12


def test_a_reader_whose_generation_is_removed_meanwhile_reads_again(document_settings, opened):
    store = opened(document_settings)
    store.put_many("users", versions(1))
    store.switch("users", at(1), before=0)
    ask, published = store.newest, []

    def newest_after_a_publication(collection, ids, *, upto):
        if not published:
            published.append(upto)
            store.put_many("users", versions(2))
            store.switch("users", at(2), before=1)
            store.delete_many("users", [(name, 1) for name in USERS])
        return ask(collection, ids, upto=upto)

    store.newest = newest_after_a_publication
    reading = read_documents(store, "users", USERS)

    assert published == [1]
    assert reading.generation == 2 and len(reading.documents) == 12


def test_expired_documents_are_not_told(document_settings, opened, redis_server):
    store = opened(document_settings)
    body = json.dumps({"day": 1})
    store.put_many("users", [Version("n:1", 1, body, 4_000_000_000), Version("n:2", 1, body)])
    store.switch("users", at(1), before=0)

    assert set(read_documents(store, "users", ["n:1", "n:2"]).documents) == {"n:1", "n:2"}
    if document_settings.store == "dynamodb":  # which drops items hours late
        late = read_documents(store, "users", ["n:1", "n:2"], now=lambda: 4_000_000_001)
        assert set(late.documents) == {"n:2"}
    else:
        key = f"{document_settings.redis.prefix}:users:n:1"
        with redis_server.admin() as admin:
            assert admin.expiretime(key) == 4_000_000_000
            store.put_many("users", [Version("n:1", 2, body)])
            assert admin.ttl(key) == -1


def test_what_dynamo_throttles_is_sent_again_until_all_is_there(
    dynamo_settings, moto_port, no_waits
):
    retry, waits = no_waits
    with proxy_before(moto_port) as (endpoint, ways):
        one = dynamo_settings.dynamodb.model_copy(update={"endpoint_url": endpoint})
        store = DynamoStore(one, retry, 5)
        ways.refusing, ways.leaving_out = 3, 2
        store.put_many("users", versions(1))
        store.switch("users", at(1), before=0)
        reading = read_documents(store, "users", USERS)
        store.close()

    assert len(reading.documents) == 12
    assert len(waits) == 5
    assert all(0 <= wait <= 0.05 * 2**n for n, wait in zip([0, 1, 2, 0, 1], waits, strict=True))


def test_dynamo_is_asked_as_often_as_it_takes_while_it_takes_some(
    dynamo_settings, moto_port, no_waits
):
    names = [f"n:{n}" for n in range(25)]
    with proxy_before(moto_port) as (endpoint, ways):
        one = dynamo_settings.dynamodb.model_copy(update={"endpoint_url": endpoint})
        store = DynamoStore(one, no_waits[0], 5)
        ways.leaving_out = 5  # as many as the tries: 13, 7, 4, 2 and 1 are left
        store.put_many("users", versions(1, names))
        found = store.newest("users", names, upto=1)
        store.close()

    assert len(found) == 25


def test_throttling_that_does_not_end_is_told_after_the_tries_that_are_allowed(
    dynamo_settings, moto_port, no_waits
):
    retry, waits = no_waits
    with proxy_before(moto_port) as (endpoint, ways):
        one = dynamo_settings.dynamodb.model_copy(update={"endpoint_url": endpoint})
        store = DynamoStore(one, retry, 5)
        ways.refusing = 1_000
        with pytest.raises(PlatformError, match=r"after 5 tries .*ThroughputExceeded"):
            store.put_many("users", versions(1))
        ways.refusing, ways.leaving_out, ways.seen = 0, 1_000, []
        with pytest.raises(PlatformError, match=r"after 5 tries .1 unprocessed items"):
            store.put_many("users", versions(1, USERS[:1]))
        store.close()

    assert len(waits) == 8 and len(ways.seen) == 5


def test_a_busy_redis_is_asked_again_and_a_full_one_is_not(redis_settings, redis_server, no_waits):
    import redis
    from redis._parsers.base import BaseParser

    retry, waits = no_waits
    store = RedisStore(redis_settings.redis, redis_server.password, retry, 5)
    said = [
        redis.BusyLoadingError("Redis is loading the dataset in memory"),
        redis.ResponseError("BUSY Redis is busy running a script."),
        *map(BaseParser.parse_error, ["TRYAGAIN Multiple keys", "MASTERDOWN Link is down"]),
    ]
    execute = store._execute

    def busy(commands):
        if said:
            raise said.pop(0)
        return execute(commands)

    store._execute = busy
    store.put_many("users", versions(1, USERS[:1]))
    assert len(waits) == 4 and store.newest("users", USERS[:1], upto=1)
    said.append(redis.OutOfMemoryError("OOM command not allowed when used memory > 'maxmemory'."))
    with pytest.raises(PlatformError, match="OOM"):
        store.put_many("users", versions(1, USERS[:1]))
    assert len(waits) == 4
    store.close()


def test_what_redis_refuses_is_told_without_the_document(redis_settings, redis_server, no_waits):
    store = RedisStore(redis_settings.redis, redis_server.password, no_waits[0], 5)
    with redis_server.admin() as admin:
        admin.set(f"{redis_settings.redis.prefix}:users:n:1", "no hash")
    with pytest.raises(PlatformError, match="WRONGTYPE") as told:
        store.put_many("users", versions(1, ["n:1"], mood="sad"))
    store.close()

    assert "n:1" not in str(told.value) and "sad" not in str(told.value)


def test_a_wrong_password_is_told_and_not_shown(redis_settings):
    store = open_store(redis_settings, "a-wrong-secret")
    with pytest.raises(ConfigError, match="password_env") as told:
        store.pointer("users")
    store.close()

    assert "a-wrong-secret" not in str(told.value)


def test_a_server_that_is_not_there_is_told_after_the_tries(no_waits):
    retry, waits = no_waits
    store = RedisStore(RedisSettings(port=1), None, retry, 5)
    with pytest.raises(PlatformError, match="after 5 tries"):
        store.pointer("users")
    assert len(waits) == 4


def test_a_table_that_is_not_there_is_named_with_its_keys(moto_port, aws_keys):
    one = DynamoSettings(table="nowhere", endpoint_url=f"http://127.0.0.1:{moto_port}")
    store = DynamoStore(one, Retry(2), 5)

    with pytest.raises(ConfigError, match="no table nowhere: create it with the keys document"):
        store.pointer("users")


def test_a_store_must_be_named():
    with pytest.raises(ConfigError, match=r"documents\.store"):
        open_store(DocumentSettings(), None)


def test_numbers_that_dynamo_does_not_have_become_those_it_has():
    body = '{"a": NaN, "b": 1e-200, "c": -Infinity, "d": 1e130, "e": %s, "f": 0.1, "g": -1e130}'
    told = values_of(body % ("1" * 50))

    assert [told[name] for name in "acdg"] == [None] * 4
    assert told["b"] == 0 and told["f"] == Decimal("0.1")
    assert len(told["e"].as_tuple().digits) == 38 and abs(told["e"] / int("1" * 50) - 1) < 1e-30


def drawn(rng, depth=0):
    """Any JSON value, drawn."""
    kinds = "none bool int float text" + (" list dict" if depth < 4 else "")
    kind = rng.choice(kinds.split())
    if kind == "text":
        return "".join(chr(rng.choice((0, 34, 92, 97, 252, 0x4E2D, 0x1F600))) for _ in range(5))
    if kind == "list":
        return [drawn(rng, depth + 1) for _ in range(rng.randrange(4))]
    if kind == "dict":
        return {f"k{n}" * rng.randint(1, 3): drawn(rng, depth + 1) for n in range(rng.randrange(4))}
    number = rng.choice((0, 1, -1, rng.randrange(2**53), rng.uniform(-1, 1), rng.expovariate(1e9)))
    return {"none": None, "bool": bool(number > 0), "int": int(number)}.get(kind, float(number))


def test_a_document_is_the_same_after_dynamos_types_and_below_three_times_its_json():
    rng = random.Random(28)
    for _ in range(500):
        document = {"a": drawn(rng), "b": drawn(rng)}
        body = json.dumps(document)
        values = values_of(body)

        assert plain(values) == document
        assert size_of(values) <= 3 * len(json.dumps(document, ensure_ascii=False).encode())


def test_the_size_of_a_text_is_that_of_its_bytes():
    assert size_of({"é": "中"}) == size_of({"ab": "abc"})
