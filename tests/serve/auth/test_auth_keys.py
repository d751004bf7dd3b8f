"""Keys: what is stored of them, who is let in by them, and until when."""

from __future__ import annotations

import json
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from s3 import S3Server
from typer.testing import CliRunner

from voxlake.cli.commands import app
from voxlake.core.errors import ConfigError
from voxlake.run.auth_settings import AuthSettings, Role
from voxlake.serve.auth.key_file import KEY, KeyFile, place_of_keys
from voxlake.serve.auth.known_keys import KnownKeys
from voxlake.serve.errors import RefusedError


def add(key_file: KeyFile, clock, name: str = "ana", *roles: Role, resources=(), days=30) -> str:
    return key_file.add(name, roles or (Role.READER,), resources, days, clock.now())


def code_of(known: KnownKeys, key: str) -> str:
    with pytest.raises(RefusedError) as refused:
        known.principal_of(key)
    assert refused.value.status in (401, 503)
    return refused.value.code


def count_hashes(known: KnownKeys, monkeypatch) -> list[str]:
    hashed: list[str] = []
    matches = known._matches
    monkeypatch.setattr(
        known, "_matches", lambda hash_, secret: (hashed.append(hash_), matches(hash_, secret))[1]
    )
    return hashed


def test_a_key_lets_in_by_its_name_roles_and_resources(key_file, known, clock):
    key = add(key_file, clock, "ana", Role.ANALYST, resources=["moods"])

    principal = known.principal_of(key)

    assert (principal.name, principal.known_by) == ("ana", "key")
    assert principal.roles == {Role.ANALYST}
    assert principal.resources == {"moods"}
    assert principal.may_see_personal


def test_only_the_roles_that_the_settings_name_see_personal_columns(key_file, known, clock):
    key = add(key_file, clock, "max", Role.MARKETER, Role.READER, Role.OPERATOR)

    assert not known.principal_of(key).may_see_personal


def test_the_file_of_keys_holds_no_key(key_file, clock):
    key = add(key_file, clock)

    stored = Path(key_file.place).read_text()

    secret = KEY.fullmatch(key)["secret"]
    assert secret not in stored
    assert json.loads(stored)["keys"][0]["hash"].startswith("$argon2id$")


def test_a_key_with_one_letter_changed_is_refused(key_file, known, clock):
    key = add(key_file, clock)

    assert code_of(known, key[:-1] + ("A" if key[-1] != "A" else "B")) == "unknown_key"


@pytest.mark.parametrize("shown", ["", "vlk_", "vlk_0123_x", "x" * 8_000, "vlk_" + "é" * 60])
def test_what_is_no_key_is_refused(known, shown):
    assert code_of(known, shown) == "unknown_key"


def test_an_unknown_id_is_hashed_as_a_known_one_is(key_file, known, clock, monkeypatch):
    key = add(key_file, clock)
    hashed = count_hashes(known, monkeypatch)

    code_of(known, f"vlk_{'0' * 16}_{'A' * 43}")
    code_of(known, f"{key[:21]}{'A' * 43}")

    assert hashed == [known._dummy, key_file.records()[0].hash]
    assert known._dummy.rsplit("$", 2)[0] == key_file.records()[0].hash.rsplit("$", 2)[0]


def test_a_right_key_is_hashed_once_in_a_while_and_a_wrong_one_each_time(
    key_file, known, clock, monkeypatch, settings
):
    key, wrong = add(key_file, clock), f"vlk_{'0' * 16}_{'A' * 43}"
    hashed = count_hashes(known, monkeypatch)

    for _ in range(3):
        known.principal_of(key)
        code_of(known, wrong)
    assert len(hashed) == 4

    clock.seconds += settings.cache_s + 1
    known.principal_of(key)
    assert len(hashed) == 5


def test_what_is_remembered_of_right_keys_is_bounded_and_is_no_key(key_file, clock, settings):
    few = AuthSettings(argon2=settings.argon2, cached_keys=2)
    known = KnownKeys(key_file, few, clock=clock.passed, now=clock.now)
    keys = [add(key_file, clock, f"key{n}") for n in range(4)]

    for key in keys:
        known.principal_of(key)

    assert len(known._right) == 2
    assert not any(key in repr(vars(known)) for key in keys)


def test_a_revoked_key_is_refused_within_a_minute_though_it_is_remembered(key_file, known, clock):
    key = add(key_file, clock)
    known.principal_of(key)

    key_file.revoke("ana", clock.now())
    clock.seconds += 59

    assert code_of(known, key) == "key_revoked"


def test_a_key_that_expires_while_it_is_remembered_is_refused(key_file, known, clock):
    key = add(key_file, clock, days=1)
    clock.seconds += 86_400 - 5
    known.principal_of(key)

    clock.seconds += 5

    assert code_of(known, key) == "key_expired"


def test_a_rotated_key_keeps_name_and_scope_and_the_old_one_ends(key_file, known, clock):
    old = add(key_file, clock, "ana", Role.OPERATOR, resources=["runs"], days=7)
    clock.seconds += 3_600

    new = key_file.rotate("ana", clock.now(), timedelta())

    principal = known.principal_of(new)
    assert (principal.name, principal.roles, principal.resources) == (
        "ana",
        {Role.OPERATOR},
        {"runs"},
    )
    assert code_of(known, old) == "key_revoked"
    assert key_file.records()[-1].expires_at == clock.now() + timedelta(days=7)


def test_a_rotated_key_is_good_beside_the_new_one_for_the_overlap(key_file, known, clock):
    old = add(key_file, clock)
    new = key_file.rotate("ana", clock.now(), timedelta(hours=2))

    clock.seconds += 7_000
    known.principal_of(old)
    known.principal_of(new)

    clock.seconds += 200
    assert code_of(known, old) == "key_expired"
    known.principal_of(new)


def test_an_overlap_makes_no_key_last_longer(key_file, clock):
    add(key_file, clock, days=1)
    ends = key_file.records()[0].expires_at

    key_file.rotate("ana", clock.now(), timedelta(days=30))

    assert key_file.records()[0].expires_at == ends


def test_a_key_that_is_no_longer_good_is_neither_rotated_nor_revoked(key_file, clock):
    add(key_file, clock, days=1)
    clock.seconds += 86_400

    for change in (key_file.revoke, lambda *of: key_file.rotate(*of, timedelta(hours=1))):
        with pytest.raises(ConfigError, match="is good"):
            change("ana", clock.now())


def test_a_remembered_key_whose_hash_was_replaced_is_refused(key_file, known, clock):
    key = add(key_file, clock)
    known.principal_of(key)
    (record,) = key_file.records()
    other = record.model_copy(update={"hash": key_file.hashes.hash("another")})
    Path(key_file.place).write_text(f'{{"keys": [{other.model_dump_json()}]}}')

    clock.seconds += 30

    assert code_of(known, key) == "unknown_key"


def test_a_file_of_keys_that_cannot_be_read_is_asked_for_again_after_some_seconds(
    key_file, known, clock, monkeypatch
):
    key, asked = add(key_file, clock), []

    def records(_):
        asked.append(1)
        raise OSError

    monkeypatch.setattr(KeyFile, "records", records)

    assert [code_of(known, key) for _ in range(3)] == ["keys_unread"] * 3
    assert len(asked) == 1
    clock.seconds += 5
    code_of(known, key)
    assert len(asked) == 2


def test_a_file_of_keys_that_cannot_be_read_lets_nobody_in(key_file, known, clock):
    key = add(key_file, clock)
    known.principal_of(key)
    Path(key_file.place).write_text('{"keys": [{"name": "mallory"}]}')

    clock.seconds += 30

    assert code_of(known, key) == "keys_unread"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("a b\n", [Role.READER], []), "no name of a key"),
        (("", [Role.READER], []), "no name of a key"),
        (("ana", [], []), "needs a role"),
        (("ana", [Role.READER], ["../x"]), "no resource"),
    ],
)
def test_a_key_that_makes_no_sense_is_not_made(key_file, clock, asked, said):
    with pytest.raises(ConfigError, match=said):
        key_file.add(*asked, 1, clock.now())
    assert key_file.records() == ()


def test_a_name_has_one_key_until_it_is_revoked(key_file, clock):
    add(key_file, clock)
    with pytest.raises(ConfigError, match="rotate or revoke it"):
        add(key_file, clock)

    key_file.revoke("ana", clock.now())
    add(key_file, clock)

    assert [record.revoked_at is None for record in key_file.records()] == [False, True]
    with pytest.raises(ConfigError, match="No key 'bob' is good"):
        key_file.revoke("bob", clock.now())


@pytest.fixture(params=["path", "s3a"])
def shared_file(request, key_file: KeyFile) -> KeyFile:
    if request.param == "path":
        return key_file
    server: S3Server = request.getfixturevalue("s3")
    bucket = server.make_bucket(f"keys-{time.time_ns()}")
    return KeyFile(place_of_keys(AuthSettings(), bucket), key_file.hashes)


def test_keys_that_are_made_at_once_are_all_kept(shared_file, clock):
    names = [f"key{n}" for n in range(6)]
    threads = [threading.Thread(target=add, args=(shared_file, clock, name)) for name in names]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(record.name for record in shared_file.records()) == names


def test_the_command_makes_lists_rotates_and_revokes_keys(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, value in (("TIME_COST", "1"), ("MEMORY_KIB", "8"), ("PARALLELISM", "1")):
        monkeypatch.setenv(f"VOXLAKE_AUTH__ARGON2__{name}", value)

    def told(*words: str) -> list[str]:
        result = CliRunner().invoke(app, ["keys", *words, "--lake", "lake"])
        assert result.exit_code == 0, result.output
        return result.output.splitlines()

    made = told("add", "ana", "--role", "reader", "--role", "analyst", "--resources", "moods,runs")
    rotated = told("rotate", "ana")
    told("revoke", "ana")
    listed = told("list")

    assert KEY.fullmatch(made[-1])
    assert KEY.fullmatch(rotated[-1])
    assert made[-1] != rotated[-1]
    assert len(listed) == 2
    assert all("ana" in line and "analyst, reader; moods, runs" in line for line in listed)
    assert all("revoked" in line for line in listed)
    assert not any(KEY.search(line) for line in listed)


def test_the_command_says_where_keys_are_to_be_kept_when_it_is_not_told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(
        app,
        ["keys", "list", "--conf-dir", str(_catalog_conf(tmp_path))],
    )

    assert result.exit_code == 2
    assert "auth.keys" in result.output


def _catalog_conf(folder: Path) -> Path:
    (folder / "base.yaml").write_text("lake: {catalog: main, schema: vox}\n")
    return folder
