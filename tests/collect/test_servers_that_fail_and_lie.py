"""What a network does wrong costs no post and no token, and is told."""

import gzip
import json
import time
import zlib

import pytest
from collected_by import SECRET, Place
from networks_served import Reply, served

from voxlake.collect.posts.errors import AskAgainError, RefusedError
from voxlake.collect.posts.json_texts import elements, member, text_of
from voxlake.collect.posts.web import Answer, Request, _led_to
from voxlake.core import storage

ROWS = [{"id": "2"}, {"id": "1"}]
GOOD = Reply(ROWS)


@pytest.fixture
def network():
    with served() as one:
        one.answer = lambda asked: GOOD
        yield one


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


def tag(network, **more):
    return {
        **{"network": "mastodon", "address": network.address, "queries": ["#a"], "token_env": "T"},
        **more,
    }


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (Reply({"error": "down"}, 500), "answers with 500 (down)"),
        (Reply(b"<html>Bad gateway</html>", 502, {"Content-Type": "text/html"}), "502 (text/html)"),
        (Reply(b"<html>Hello</html>", headers={"Content-Type": "text/html"}), "no whole JSON"),
        (Reply(json.dumps(ROWS).encode()[:-5]), "no whole JSON"),
        (Reply(ROWS, cut=5), "broke off its answer"),
        (Reply(ROWS, length=5_000), "broke off its answer"),
        (Reply({"statuses": []}), "no list of statuses"),
        (Reply([{"text": "x"}]), "a status without an id"),
        (Reply([{"id": None}]), "a status without an id"),
        (Reply(b"[" * 100_000), "no whole JSON"),
        (Reply(b'[{"id": "\xff"}]'), "no whole JSON"),
        (Reply(b"\x1f\x8bnothing", headers={"Content-Encoding": "gzip"}), "broke off its answer"),
        (Reply(gzip.compress(b"[]")[:-9], headers={"Content-Encoding": "gzip"}), "broke off"),
    ],
)
def test_what_fails_for_now_is_asked_for_again(network, place, wrong, why):
    network.instead = [wrong]

    found = place.collect(tag(network))

    assert (found.failed, found.posts, found.requests) == ([], 2, 2)
    assert place.waits == [1.0]
    assert why in place.told[0]


def test_what_goes_on_failing_is_told_and_stops_no_other_query(network, place):
    network.answer = lambda asked: Reply(b"", 503) if asked.path.endswith("/a") else GOOD

    found = place.collect(tag(network, queries=["#a", "#b"]))

    assert found.posts == 2
    assert found.failed == [
        "mine, #a: 127.0.0.1/api/v1/timelines/tag/a answers with 503 (application/json) "
        "(asked 3 times)."
    ]
    assert place.waits == [1.0, 2.0]


def test_an_answer_that_drips_is_given_up_in_time(network, place):
    network.instead = [Reply(ROWS, seconds=0.05)]

    found = place.collect(tag(network), timeout_s=0.3)

    assert found.posts == 2
    assert "did not end its answer in time" in place.told[0]


def test_an_answer_that_drips_for_ever_is_not_waited_for(network, place):
    network.answer = lambda asked: Reply(b" " * 1_000, seconds=0.05)
    begun = time.monotonic()

    found = place.collect(tag(network), timeout_s=0.3, retries=0)

    assert "did not end its answer in time" in found.failed[0]
    assert time.monotonic() - begun < 10


def test_a_server_that_is_not_there_is_told(network, place):
    found = place.collect(tag(network, address="http://127.0.0.1:9"), retries=1)

    assert "cannot be reached (asked 2 times)" in found.failed[0]


def test_an_answer_of_ten_gigabytes_is_not_read(network, place):
    network.answer = lambda asked: Reply(b"[", length=10 * 2**30)

    found = place.collect(tag(network))

    assert "10,737,418,240 bytes or more; collect.max_answer_bytes allows" in found.failed[0]
    assert found.requests == 1


@pytest.mark.parametrize("packed", [False, True])
def test_an_answer_that_grows_is_not_read_to_its_end(network, place, packed):
    body = b"[" + b" " * 5_000_000
    headers = {"Content-Encoding": "gzip"} if packed else {}
    network.answer = lambda asked: Reply(gzip.compress(body) if packed else body, headers=headers)

    found = place.collect(tag(network), max_answer_bytes=100_000)

    assert "max_answer_bytes allows 100,000" in found.failed[0]


def test_a_packing_that_nobody_asked_for_is_refused(network, place):
    network.answer = lambda asked: Reply(zlib.compress(b"[]"), headers={"Content-Encoding": "br"})

    found = place.collect(tag(network))

    assert "packs its answer as br" in found.failed[0]


def test_a_packed_answer_is_unpacked(network, place):
    body = gzip.compress(json.dumps(ROWS).encode())
    network.answer = lambda asked: Reply(body, headers={"Content-Encoding": "gzip"})

    assert place.collect(tag(network)).posts == 2


def test_a_token_never_goes_to_another_server(network, place):
    with served() as other:
        other.answer = lambda asked: GOOD
        network.answer = lambda asked: Reply(b"", 302, {"Location": f"{other.address}/x?a=b"})

        found = place.collect(tag(network))

        assert other.asked == []
    assert "leads to http://127.0.0.1/x, which is another server" in found.failed[0]


def test_a_server_may_lead_on_to_itself_but_not_for_ever(network, place):
    network.instead = [Reply(b"", 301, {"Location": "/elsewhere"})]
    assert place.collect(tag(network)).posts == 2
    assert network.asked[1].path == "/elsewhere"

    network.answer = lambda asked: Reply(b"", 302, {"Location": "/round"})
    assert "leads on and on" in place.collect(tag(network)).failed[0]


@pytest.mark.parametrize("place_of", ["//[no", "{}99999/x"])
def test_a_server_that_leads_to_no_address_is_told_and_stops_no_other_query(
    network, place, place_of
):
    network.instead = [Reply(b"", 302, {"Location": place_of.format(network.address)})]

    found = place.collect(tag(network, queries=["#a", "#b"]))

    assert "/tag/a leads to what is no address" in found.failed[0]
    assert found.posts == 2


def test_a_token_does_not_go_out_by_http_where_https_was_asked():
    request = Request("https://a.example/x", headers={"Authorization": "Bearer t"})
    leads = {"location": "http://a.example/x"}

    with pytest.raises(RefusedError, match="which is another server"):
        _led_to(request.url, Answer(302, leads, b""), request)


def test_what_brings_a_secret_along_is_led_nowhere():
    request = Request("https://a.example/x", form={"grant_type": "client_credentials"})

    with pytest.raises(RefusedError, match="leads to"):
        _led_to(request.url, Answer(307, {"location": "/y"}, b""), request)


@pytest.mark.parametrize("status", [408, 425])
def test_a_status_that_passes_is_asked_again(network, place, status):
    network.instead = [Reply(b"", status)]

    assert place.collect(tag(network)).posts == 2


def test_a_wait_that_a_server_asks_for_is_no_shorter_than_our_own(network, place):
    network.instead = [Reply(b"", 503, {"Retry-After": "1"})] * 2

    place.collect(tag(network), backoff_s=3)

    assert place.waits == [3.0, 6.0]


@pytest.mark.parametrize(
    "header", [{"Retry-After": "30"}, {"X-RateLimit-Reset": "2024-03-01T12:00:30Z"}]
)
def test_a_limit_is_waited_for_as_long_as_it_says_and_told(network, place, header):
    date = {"Date": "Fri, 01 Mar 2024 12:00:00 GMT"}
    network.instead = [Reply({"error": "slow down"}, 429, {**header, **date})]

    found = place.collect(tag(network))

    assert place.waits == [30.0]
    assert "waits 30 s" in place.told[0]
    assert found.line() == "2 posts by 2 requests, 30 s of waiting"


def test_a_limit_that_takes_too_long_is_left_to_the_next_run(network, place):
    network.instead = [Reply(b"", 429, {"Retry-After": "7200"})]

    found = place.collect(tag(network, queries=["#a", "#b"]))

    assert found.failed == []
    assert (
        "wait until 2024-03-01 14:00 UTC, longer than collect.longest_wait_s 900" in found.told[0]
    )
    assert found.told[1] == "not asked in this run: #b"
    assert place.waits == []


def test_a_wait_beyond_all_calendars_is_left_to_the_next_run(network, place):
    network.instead = [Reply(b"", 429, {"Retry-After": "9" * 400})]

    found = place.collect(tag(network))

    assert found.failed == []
    assert "longer than collect.longest_wait_s 900" in found.told[0]


@pytest.mark.parametrize(
    "headers",
    [
        {"x-rate-limit-remaining": "0", "x-rate-limit-reset": "1709294445"},  # X
        {"ratelimit-remaining": "0", "ratelimit-reset": "1709294445"},  # Bluesky
        {"x-ratelimit-remaining": "0.0", "x-ratelimit-reset": "45"},  # Reddit
        {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "2024-03-01T12:00:45.000Z"},  # Mastodon
    ],
)
def test_no_request_is_made_while_none_is_left(network, place, headers):
    date = {"Date": "Fri, 01 Mar 2024 12:00:00 GMT"}
    network.instead = [Reply(ROWS, headers={**headers, **date})]

    found = place.collect(tag(network, queries=["#a", "#b"]))

    assert place.waits == [45.0]
    assert (found.posts, found.requests) == (4, 2)


def test_a_refused_token_is_told_by_its_setting_and_shown_nowhere(network, place):
    network.answer = lambda asked: Reply({"error": f"bad token {SECRET}"}, 401)

    found = place.collect(tag(network))

    assert "401 (bad token ***): it refuses the secret of token_env" in found.failed[0]
    assert SECRET not in "".join([*found.failed, *place.told])


def test_pages_that_go_round_end_and_the_next_run_begins_with_the_newest(network, place):
    more = {"Link": '<x>; rel="next"'}
    network.answer = lambda asked: Reply(ROWS, headers=more)

    found = place.collect(tag(network))
    asked = len(network.asked)
    place.collect(tag(network))

    assert "goes in circles" in found.failed[0]
    assert asked == 2  # the second says that after 1 comes 1
    assert "max_id" not in network.asked[asked].query
    assert len(place.files) == 1


def test_a_cursor_that_never_ends_and_brings_nothing_older_ends(network, place):
    page = {"kind": "youtube#commentThreadListResponse", "items": []}
    network.answer = lambda asked: Reply({**page, "nextPageToken": f"t{len(network.asked)}"})

    found = place.collect(
        {"network": "youtube", "address": network.address, "queries": ["video:v"], "token_env": "T"}
    )

    assert "goes in circles" in found.failed[0]
    assert found.requests == 10


def test_a_place_that_is_forgotten_is_swept_anew_and_loses_nothing(network, place):
    more = {"Link": '<x>; rel="next"'}
    pages = {None: Reply([{"id": "9"}], headers=more), "9": Reply([{"id": "8"}])}
    network.answer = lambda asked: pages[asked.query.get("max_id")]
    place.collect(tag(network), max_requests=1)
    network.instead = [Reply({"error": "no such cursor"}, 400)]

    found = place.collect(tag(network))

    assert "begun anew, since the place of the last run is not known any more" in found.told[0]
    assert {row["id"] for row in place.lines} == {"9", "8"}


def test_a_run_that_is_killed_between_a_page_and_its_cursor_loses_and_repeats_nothing(
    network, place, monkeypatch
):
    more = {"Link": '<x>; rel="next"'}
    pages = {None: Reply([{"id": "9"}], headers=more), "9": Reply([{"id": "8"}])}
    network.answer = lambda asked: pages[asked.query.get("max_id")]
    write = storage.write_text

    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(storage, "write_text", killed)
    with pytest.raises(KeyboardInterrupt):
        place.collect(tag(network))
    monkeypatch.setattr(storage, "write_text", write)
    place.collect(tag(network))

    assert [row["id"] for row in place.lines].count("9") == 1
    assert {row["id"] for row in place.lines} == {"9", "8"}


def test_what_is_there_already_is_no_file_again(network, place):
    place.collect(tag(network))
    place.now = place.now.replace(day=2)
    found = place.collect(tag(network))  # the server does not heed since_id

    assert found.posts == 0
    assert len(place.files) == 1


def test_posts_of_a_run_are_bounded_and_the_next_run_goes_on(network, place):
    more = {"Link": '<x>; rel="next"'}

    def answer(asked):
        known = int(asked.query.get("max_id", "10")) - 1
        return Reply([{"id": str(known)}], headers=more if known > 1 else {})

    network.answer = answer

    found = [place.collect(tag(network, max_posts=4)) for _ in range(3)]

    assert found[0].told == ["#a: the next run goes on (max_posts 4)"]
    assert [one.posts for one in found] == [4, 4, 1]
    assert {row["id"] for row in place.lines} == set("123456789")


def answer_of(body):
    return Answer(200, {"content-type": "application/json"}, body)


def test_lines_are_cut_without_changing_a_value():
    values = b'{"x": 1.10, "x": [ {"n": 12345678901234567890} , "]" ]}'
    raw = b'\xef\xbb\xbf{"a": 1e5,\r\n "d": ' + values + b"}\n"
    text = text_of(answer_of(raw))

    assert text == '{"a": 1e5,   "d": {"x": 1.10, "x": [ {"n": 12345678901234567890} , "]" ]}}'
    found = member(member(text, "d"), "x")
    assert list(elements(found)) == ['{"n": 12345678901234567890}', '"]"']
    assert list(elements("[ ]")) == []
    assert member("{}", "a") is None


def test_an_answer_in_utf_16_is_kept_in_utf_8():
    assert text_of(answer_of('{"a": "ü"}'.encode("utf-16"))) == '{"a": "ü"}'


def test_a_text_with_a_bare_line_break_in_it_is_no_json():
    with pytest.raises(AskAgainError, match="no whole JSON"):
        text_of(answer_of(b'{"a": "x\ny"}'))
