"""What is known of a site: what is asked next, and what a kill between two files leaves."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from voxlake.collect.cursors import Cursors
from voxlake.collect.pages.state import Frontier, Known, SiteState
from voxlake.collect.pages.store import SiteStore
from voxlake.collect.raw_files import RawFiles

NOW = datetime(2024, 3, 5, 12, tzinfo=UTC)


def ago(**parts: float) -> str:
    return (NOW - timedelta(**parts)).isoformat()


def all_of(frontier: Frontier) -> list[str]:
    return list(iter(frontier.next, None))


def test_start_pages_come_first_then_new_ones_and_every_fourth_is_an_old_one():
    pages = {"start": Known(0, ago(hours=1)), "deep": Known(2), "old": Known(1, ago(days=9))}
    pages |= {f"new{n}": Known(1) for n in range(4)}
    pages |= {"older": Known(1, ago(days=10)), "fresh": Known(1, ago(hours=1))}
    frontier = Frontier(SiteState(pages), ["start"], 2, NOW, 20)

    assert all_of(frontier) == [
        *("start", "new0", "new1", "new2", "older", "new3", "deep", "old"),
    ]


def test_what_is_too_deep_stuck_or_gone_of_late_is_not_asked():
    pages = {
        "deep": Known(3),
        "stuck": Known(1, ago(days=9), stuck=True),
        "gone": Known(1, ago(days=9), gone_at=ago(days=9)),
        "long gone": Known(1, ago(days=40), gone_at=ago(days=40)),
    }

    assert all_of(Frontier(SiteState(pages), [], 2, NOW, 20)) == ["long gone"]


def test_what_is_found_on_the_way_is_asked_once():
    state = SiteState({"a": Known(0)})
    frontier = Frontier(state, ["a"], 2, NOW, 20)
    assert frontier.next() == "a"

    state.add([("b", 1), ("b", 1), ("a", 1)], most=10)
    frontier.see(["b", "b"])

    assert frontier.left == 1
    assert all_of(frontier) == ["b"]
    assert frontier.left == 0


def test_no_more_addresses_are_kept_than_the_site_may_have():
    state = SiteState({"a": Known(0)})

    assert state.add([("b", 1), ("c", 1), ("a", 2), ("d", 1)], most=2) == 2
    assert set(state.pages) == {"a", "b"}


def test_a_state_is_read_as_it_was_kept(tmp_path):
    store = store_in(tmp_path)
    state = SiteState({"a": Known(1, ago(days=1), etag='"1"', version="v", first_seen_at="t")})

    store.save(state, [], {}, NOW)

    assert store.load() == state


def test_a_text_whose_file_was_not_written_any_more_is_not_taken_for_stored(tmp_path):
    class Killed(RawFiles):
        def write(self, *_):
            raise KeyboardInterrupt

    before = Known(1, ago(days=1), etag='"1"', version="old")
    after = {"a": Known(1, ago(days=0), etag='"2"', version="new"), "b": Known(2, version="b")}
    killed = SiteStore("s", Killed(str(tmp_path)), Cursors(str(tmp_path)), "r")
    with suppress(KeyboardInterrupt):
        killed.save(SiteState(after), [{"text": "new"}], {"a": before, "b": Known(2)}, NOW)

    assert store_in(tmp_path).load().pages == {"a": before, "b": Known(2)}


def test_a_text_whose_file_is_there_counts_as_stored(tmp_path):
    store, after = store_in(tmp_path), SiteState({"a": Known(1, version="new")})

    store.save(after, [{"text": "new"}], {"a": Known(1)}, NOW)

    assert store.load() == after


def test_pages_that_led_on_alone_are_read_again_with_other_settings(tmp_path):
    state = SiteState({"a": Known(1, etag="1"), "b": Known(1, etag="1", version="v")})
    store_in(tmp_path).save(state, [], {}, NOW)

    again = store_in(tmp_path, read_by="other").load()

    assert (again.pages["a"].etag, again.pages["b"].etag) == (None, "1")


def store_in(folder, read_by: str = "r") -> SiteStore:
    return SiteStore("s", RawFiles(str(folder)), Cursors(str(folder)), read_by)
