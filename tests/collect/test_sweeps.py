"""A sweep loses nothing, whenever runs end and whatever is posted meanwhile."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from voxlake.collect.posts.page import Page, Post
from voxlake.collect.posts.sweep import Sweep, as_values, is_later, of_values

NOW = datetime(2024, 3, 1, tzinfo=UTC)


def page_of(posts, wanted, size):
    """The page at a place of a network that has these posts, the newest first."""
    below = int(wanted) if wanted else 10**9
    rows = [p for p in sorted(posts, reverse=True) if p < below]
    some = rows[:size]
    posts = tuple(Post(str(p), NOW) for p in some)
    after = str(some[-1]) if len(rows) > size else None
    return Page(tuple(b"{}" for _ in some), posts, len(some), after), set(some)


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(1, 4)), min_size=1, max_size=8),
    st.integers(1, 3),
)
def test_whatever_is_posted_and_however_short_the_runs_all_posts_come(runs, size):
    """Each run begins after some new posts, and may ask for so many pages; the last for any."""
    posted, got, sweep, newest = [], set(), Sweep(), 0
    for new, pages in [*runs, (0, 100)]:
        posted += range(newest + 1, newest + new + 1)
        newest += new
        for _ in range(pages):
            page, ids = page_of(posted, sweep.wanted, size)
            resumed = sweep.has_begun
            got |= ids
            sweep = of_values(json.loads(json.dumps(as_values(sweep.after(page)))))
            if not sweep.has_begun and not resumed:
                break

    assert got == set(posted)
    assert not sweep.has_begun
    assert sweep.since == (str(newest) if newest else None)


def test_pages_that_belong_to_a_page_come_before_the_next_and_before_the_end():
    main = Page((b"{}",), (Post("5", NOW),), 1, next="n", also=("r1", "r2"))
    more = Page((b"{}",), (), 1, also=("r1b",))
    none = Page((b"{}",), (), 1)

    first = Sweep().after(main)
    second = first.after(more)
    last = second.after(none).after(none)
    ended = last.after(replace(main, next=None, also=("r3",)))

    assert [s.wanted for s in (first, second, second.after(none), last)] == ["r1", "r1b", "r2", "n"]
    assert (ended.wanted, ended.after(none).has_begun) == ("r3", False)
    assert ended.after(none).since == "5"


def test_an_old_post_amid_a_page_ends_no_sweep_and_one_at_its_end_does():
    known = Sweep(since="5", floor=NOW - timedelta(days=1))
    pinned = Page((), (Post("2", NOW), Post("9", NOW)), 2, next="n")
    reached = Page((), (Post("9", NOW), Post("5", NOW)), 2, next="n")
    too_old = Page((), (Post("9", NOW - timedelta(days=2)),), 1, next="n")

    assert known.after(pinned).has_begun
    assert not known.after(reached).has_begun
    assert not known.after(too_old).has_begun


def test_marks_are_in_order_of_length_and_then_of_letters():
    assert is_later("10", "9")
    assert is_later("b", "a")
    assert not is_later("9", "9")
    assert is_later("0", None)


def test_a_sweep_that_begins_anew_keeps_what_it_has_seen():
    begun = Sweep(since="1", top="9", next="n", also=("r",), is_ending=True)

    anew = begun.begun_anew()

    assert (anew.since, anew.top, anew.wanted) == ("1", "9", None)


def test_a_sweep_after_the_first_goes_back_to_what_is_there_however_long_ago():
    floor = NOW - timedelta(days=7)

    ended = Sweep(floor=floor).after(Page((), (Post("5", NOW),), 1))

    assert (ended.floor, ended.since, ended.has_begun) == (floor, "5", False)
