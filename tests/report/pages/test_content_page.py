"""The content board: what waits, what goes out, who is to be answered, what is to be changed."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from pyspark.sql import Row

from voxlake.report.marketing.drafts import Draft, Drafts
from voxlake.report.marketing.findings import Content
from voxlake.report.marketing.publishing import Publishing, Slot, Trouble
from voxlake.report.marketing.replies import Replies, Waiting
from voxlake.report.pages.content import Board, gather
from voxlake.report.settings import ReportSettings
from voxlake.tables import REPLY_QUEUE

AS_OF = date(2024, 3, 31)
SETTINGS = ReportSettings(text_length=40)
EMPTY = Board(
    Drafts({}, [], {}),
    Publishing({}, [], [], {}),
    Replies(0, 0, [], 0, 0, None),
    Content(0, 0, [], []),
    [],
)


def shown(page_of, **parts):
    return page_of("content", Board(**{**vars(EMPTY), **parts}))


def test_each_part_of_the_board_says_so_where_it_is_empty(page_of):
    found = shown(page_of)

    assert "No draft was made in the last 28 days." in found
    assert "Nothing is planned for the seven days after 31 March 2024." in found
    assert "No post is known to need an answer." in found
    assert "No page or text was looked at." in found
    assert "Nothing yet: no published post has come back" in found
    assert "What became of what was approved" not in found
    assert EMPTY.is_empty


def test_drafts_that_wait_are_shown_and_rejected_ones_only_counted_by_check(page_of):
    draft = Draft("d", "post", "mastodon", AS_OF, None, "Fresh <bread>", "template", ["A <loaf>"])

    found = shown(
        page_of, drafts=Drafts({"offered": 3, "rejected": 2}, [draft], {"banned words": 2})
    )

    assert "3 drafts wait for a person." in found
    assert "3 offered, 2 rejected." in found
    assert "Fresh &lt;bread&gt;" in found
    assert "by template; picture: A &lt;loaf&gt;</p>" in found
    assert "2 further drafts are not shown." in found
    assert "<li>banned words: 2 drafts</li>" in found


@pytest.mark.parametrize(
    ("approved", "said"), [(True, "shop, mastodon; approved"), (False, "it will not go out")]
)
def test_the_week_says_whether_a_post_will_go_out(approved, said, page_of):
    slot = Slot(
        "Monday, 1 April", "09:00", "UTC", "shop", "mastodon", "Hello", 1.5,
        is_reliable=approved, is_approved=approved,
    )  # fmt: skip

    found = shown(page_of, publishing=Publishing({}, [], [slot], {"no slot is free": 2}))

    assert said in found
    assert "Monday, 1 April, 09:00<br>" in found
    assert ('<td class="n">1.50</td>' in found) == approved
    assert "<li>2 items: no slot is free</li>" in found


def test_what_may_be_out_or_failed_is_told_with_what_to_do(page_of):
    troubles = [Trouble("ask", "shop", "One", None), Trouble("failed", "shop", "Two", "refused")]

    found = shown(page_of, publishing=Publishing({"sent": 4, "ask": 1}, troubles, [], {}))

    assert "<li>4 sent</li> <li>1 perhaps there: a person has to look</li>" in found
    assert "shop: look whether it is there, and say so</p>" in found
    assert "shop: it is not there. What went wrong: refused</p>" in found


def test_a_post_that_waits_is_told_with_all_that_makes_it_urgent_and_no_more(page_of):
    known = dict.fromkeys(REPLY_QUEUE.column_names)
    bare = Waiting(Row(**known), None)
    urgent = Waiting(
        Row(**known | {"wait_hours": 72.0, "reach": 1200, "is_customer": True,
                       "revenue": Decimal("80"), "currency": "EUR", "topic": "parcels",
                       "evidence": ["late", "lost"], "draft_id": "d", "state": "assigned"}),
        "Where <is> it?",
    )  # fmt: skip

    found = shown(page_of, replies=Replies(2, 1, [urgent, bare], 9, 7, 72.0))

    assert bare.why == []
    assert urgent.why == [
        "waits 3 days",
        "reaches 1,200",
        "by a customer who paid 80 EUR",
        "about “parcels”",
        "negative words: late, lost",
        "a draft of an answer is there",
        "somebody answers it",
    ]
    assert "Where &lt;is&gt; it?" in found
    assert "2 posts wait, 1 of them with nobody who answers. Of 9 posts of the last" in found
    assert "7 got one." in found
    assert "The text is no longer there" in found


def test_the_board_is_made_of_the_tables_as_they_are_on_the_day(sources, page_of):
    def draft(name, state, day=AS_OF, checks=()):
        return {
            "draft_id": name,
            "created_date": day,
            "kind": "post",
            "text": f"text {name}",
            "generator": "template",
            "state": state,
            "checks": [{"name": n, "passed": ok, "detail": "d"} for n, ok in checks],
        }

    def planned(name, slot, state="planned", **of):
        key = {"as_of_date": AS_OF, "publication_id": name, "state": state, "text": name}
        return {**key, "slot_start": slot, "time_zone": "America/New_York", "account": "shop", **of}

    def waiting(name, place, state="new"):
        key = {"as_of_date": AS_OF, "post_id": name, "post_date": AS_OF, "place": place}
        return {**key, "state": state}

    def score(name, score, **of):
        key = {"as_of_date": AS_OF, "content_id": name, "kind": "html", "title": name.upper()}
        return {**key, "score": score, **of}

    def finding(name, number, rule, severity):
        key = {"as_of_date": AS_OF, "content_id": name, "finding": number}
        return {**key, "rule": rule, "severity": severity, "proposal": f"do {rule}"}

    facts = gather(
        sources(
            drafts=[
                draft("a", "offered", AS_OF - timedelta(days=1)),
                draft("b", "offered"),
                draft("c", "rejected", checks=[("banned_words", False), ("length", True)]),
                draft("d", "offered", AS_OF - timedelta(days=40)),
            ],
            images=[
                {"image_id": f"i{n}", "created_date": AS_OF, "draft_id": of, "state": state,
                 "alt_text": words}
                for n, (of, state, words) in enumerate(
                    [("b", "offered", "A loaf"), ("b", "offered", "A loaf"),
                     ("b", "rejected", "Bad"), ("c", "offered", "Other")]
                )
            ],
            publications=[
                {"publication_id": "p1", "state": "sent"},
                {"publication_id": "p2", "state": "ask", "text": "Maybe", "account": "shop"},
            ],
            posting_schedule=[
                planned("later", datetime(2024, 4, 2, 14), expected_gain=1.2),
                planned("first", datetime(2024, 4, 2, 2), approved_by="ann",
                        approved_at=datetime(2024, 3, 30)),
                planned("far", datetime(2024, 4, 9, 14)),
                planned("none", None, "left", reason="no slot"),
            ],
            reply_queue=[waiting("q2", 2), waiting("q1", 1), waiting("q3", None, "answered")],
            reply_times=[
                {"as_of_date": AS_OF, "post_date": AS_OF, "post_count": 3, "answered_count": 1},
                {"as_of_date": AS_OF, "post_date": AS_OF - timedelta(days=9), "post_count": 50},
            ],
            posts=[{"post_id": "q1", "post_date": AS_OF, "text": "Help!"}],
            content_scores=[
                score("a", 40.0),
                score("b", 20.0),
                score("c", None),
                score("p", 1.0, kind="post"),
            ],
            content_findings=[
                finding("a", 1, "no_title", "medium"),
                finding("b", 1, "no_title", "medium"),
                finding("b", 2, "copied", "high"),
                finding("p", 1, "short", "high"),
            ],
            content_learnt=[
                {"as_of_date": AS_OF, "attribute": a, "scope": "all", "value": "x", "gain": 1.25,
                 "is_reliable": reliable, "is_by_chance": False, "post_count": 9}
                for a, reliable in (("hour", False), ("length", True), ("prompt", True))
            ],
        ),
        AS_OF,
        SETTINGS,
    )  # fmt: skip

    assert facts.drafts.states == {"offered": 2, "rejected": 1}
    assert [draft.text for draft in facts.drafts.offered] == ["text b", "text a"]
    assert facts.drafts.failed == {"banned words": 1}
    assert [draft.pictures for draft in facts.drafts.offered] == [["A loaf"], []]
    assert facts.drafts.pictures == {"offered": 3, "rejected": 1}
    assert facts.publishing.states == {"sent": 1, "ask": 1}
    assert [trouble.text for trouble in facts.publishing.troubles] == ["Maybe"]
    # 2:00 UTC of Tuesday is 22:00 of Monday in New York.
    assert [(one.text, one.day, one.time, one.is_approved) for one in facts.publishing.week] == [
        ("first", "Monday, 1 April", "22:00", True),
        ("later", "Tuesday, 2 April", "10:00", False),
    ]
    assert facts.publishing.left == {"no slot": 1}
    assert [(one.row["post_id"], one.text) for one in facts.replies.first] == [
        ("q1", "Help!"),
        ("q2", None),
    ]
    assert (facts.replies.open_count, facts.replies.needed, facts.replies.answered) == (2, 3, 1)
    assert (facts.content.pages, facts.content.unread) == (2, 1)
    assert [(rule.name, rule.pages, rule.example) for rule in facts.content.rules] == [
        ("copied", 1, "B"),
        ("no title", 2, "A"),
    ]
    assert [page.name for page in facts.content.worst] == ["B", "A"]
    assert [row["attribute"] for row in facts.learnt] == ["length", "hour"]
    found = page_of("content", facts)
    assert 'Length: x<br><span class="soft">what differs along with it may be the cause' in found
    assert found.count("what differs along with it") == 1
    assert gather(sources(), AS_OF, SETTINGS) is None
