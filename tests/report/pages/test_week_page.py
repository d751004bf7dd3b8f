"""The page says what the tables hold, in plain and true sentences."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest

from voxlake.core.usual import Usual
from voxlake.report.page import render
from voxlake.report.pages.week import gather
from voxlake.report.reads import PAGES
from voxlake.report.settings import ReportSettings
from voxlake.report.week.comparisons import Comparison
from voxlake.report.week.evidence import shorten
from voxlake.report.week.sentences import Words, authors, sentence, usual

AS_OF = date(2024, 3, 31)
SETTINGS = ReportSettings()
TITLES = {"0": "parcel, late", "1": "match, goal"}
WORDS = Words(TITLES, "EUR")


def posts_of_nine_weeks():
    """One post a day by each of 20 people; in the last week, half of them cross about parcels."""
    posts, sentiment, topics = [], [], []
    for days_ago in range(63):
        for person in range(20):
            is_cross = (days_ago < 7 and person % 2 == 0) or (days_ago + person) % 7 == 0
            key = {
                "post_id": f"{person:02}:{days_ago:02}",
                "post_date": AS_OF - timedelta(days=days_ago),
            }
            text = f"<b>Late</b> & cross {days_ago} {person}" if is_cross else f"ok {person}"
            of_post = {"user_id": f"u{person}", "text": text, "like_count": person}
            posts.append({**key, **of_post, "is_usable": True})
            negative, label = (0.8, "negative") if is_cross else (0.1, "neutral")
            sentiment.append({**key, "negative": negative, "neutral": 0.5, "label": label})
            topic = {"topic_id": 0 if is_cross else 1, "probability": 0.9, "model_version": "4"}
            topics.append({**key, **topic})
    return {"posts": posts, "post_sentiment": sentiment, "post_topics": topics}


def unread_posts():
    """Posts of the last day that no model reads: 30 in French, 2 without text, 4 set aside."""
    posts = [
        {
            "post_id": f"unread {n}",
            "post_date": AS_OF,
            "text": "en retard" if n < 34 else None,
            "text_hash": str(n) if n < 34 else None,
            "is_usable": n < 30 or n >= 34,
        }
        for n in range(36)
    ]
    languages = [
        {
            "post_id": f"unread {n}",
            "post_date": AS_OF,
            "language": "fr",
            "confidence": 0.9,
            "is_read": False,
        }
        for n in range(30)
    ]
    return posts, languages


def model_of_topics():
    return {
        "topics": [
            {"model_version": version, "topic_id": int(topic), "title": title}
            for version, names in (("4", TITLES), ("3", {"0": "old words"}))
            for topic, title in names.items()
        ],
        "topic_terms": [
            {"model_version": "4", "topic_id": 0, "rank": rank, "term": term}
            for rank, term in ((2, "late"), (1, "parcel"), (3, "courier"))
        ],
    }


def test_a_planted_change_comes_first_with_its_figures_and_posts(sources, page_of):
    facts = gather(sources(**posts_of_nine_weeks(), **model_of_topics()), AS_OF, SETTINGS)
    page = page_of("week", facts)

    # Now: 70 posts of the ten people, and 10 of the others; before: 20 of 140 posts.
    said = [change.sentence for change in facts.week.changes]
    assert "57.1% of posts were negative, up from the usual 14.3%." in said
    assert "57.1% of posts were about “parcel, late”, up from the usual 14.3%." in said
    assert not any("People wrote" in text for text in said)
    change = facts.week.changes[
        said.index("57.1% of posts were negative, up from the usual 14.3%.")
    ]
    assert change.usual.startswith("The share is of 140 posts. Of 100 ordinary weeks, 95 have ")
    assert change.usual.endswith("the week before had 14.3%.")
    # All ten even people, and the odd ones for a day each.
    assert change.evidence.startswith("20 people wrote them.")
    assert len(change.posts) == 3
    assert all(post.label == "negative" and post.likes >= 18 for post in change.posts)
    # Texts are shown as they are, never as HTML.
    assert "&lt;b&gt;Late&lt;/b&gt; &amp; cross" in page
    assert "<b>Late" not in page
    assert "old words" not in page
    assert [topic.name for topic in facts.topics] == ["match, goal", "parcel, late"]
    assert facts.topics[1].terms == ["courier"]
    assert (len(facts.days), facts.days[-1].counts) == (
        28,
        {"negative": 11, "neutral": 9, "positive": 0, "unsure": 0},
    )
    assert facts.week.missing == []
    assert page.count("These shares rest on all 140 posts of this week.") == 1


def test_topics_have_the_names_that_people_gave_and_count_where_they_are_shown(sources, page_of):
    posted, rows = posts_of_nine_weeks(), model_of_topics()
    rows["topics"].append({"model_version": "4", "topic_id": 2, "title": "spam, link"})
    for n, post in enumerate(posted["post_topics"]):
        if n % 5 == 0:
            post["topic_id"] = 2
    names = [
        {"topic_id": 0, "name": "Late", "shown_as": 9, "is_hidden": False},
        {"topic_id": 2, "name": "Spam", "shown_as": 2, "is_hidden": True},
        {"topic_id": 9, "name": "Delivery <fast>", "shown_as": 9, "is_hidden": False},
    ]

    facts = gather(sources(**posted, **rows, topic_names=names), AS_OF, SETTINGS)
    page = page_of("week", facts)

    told = {topic.name: topic.terms for topic in facts.topics}
    assert told == {"match, goal": [], "Delivery <fast>": ["parcel", "late", "courier"]}
    assert sum(topic.posts for topic in facts.topics) == facts.with_topic == 560 * 4 // 5
    assert any("were about “Delivery <fast>”" in change.sentence for change in facts.week.changes)
    assert "Delivery &lt;fast&gt;" in page
    assert "Spam" not in page


def test_posts_that_are_not_read_are_told_beside_every_share(sources, page_of):
    found = posts_of_nine_weeks()
    posts, languages = unread_posts()
    found["posts"] += posts

    facts = gather(sources(**found, post_language=languages, **model_of_topics()), AS_OF, SETTINGS)
    page = page_of("week", facts)

    left_out = "Left out: 30 in French, 4 set aside, 2 without text."
    assert f"These shares rest on 140 of 176 posts of this week. {left_out}" in page
    assert f"These shares rest on 560 of 596 posts in these 28 days. {left_out}" in page
    assert "560 of the 596 posts in these 28 days have a topic" in page
    # Those set aside count nowhere; the others are posts of the week.
    assert facts.week.figures[0].now == "172"


def test_the_page_says_in_which_days_topics_were_found_and_how_many_are_older(sources, page_of):
    rows = model_of_topics()
    days = {"window_first_date": AS_OF - timedelta(days=6), "window_last_date": AS_OF}
    rows["topics"] = [{**topic, **days} for topic in rows["topics"]]

    facts = gather(sources(**posts_of_nine_weeks(), **rows), AS_OF, SETTINGS)
    page = page_of("week", facts)

    # 28 days of 20 posts, of which 7 days lie in the window.
    assert "found in the posts of 25 March 2024 to 31 March 2024; 75.0% of the posts" in page
    assert "are newer" not in page


def test_the_page_says_which_days_groups_and_expected_spend_were_fitted_on(sources, fit, page_of):
    group = {"segment_id": 0, "name": "a", "description": "b", "user_count": 1, "user_share": 1.0}
    value = {"user_id": "u", "expected_value": 1.0, "horizon_days": 30, "model_version": "2"}
    given = sources(
        segment_profiles=[{**group, "model_version": "3"}],
        user_value=[value],
        model_metrics=[
            *fit("segments", "3", "users", AS_OF, AS_OF),
            *fit("value", "2", "orders", date(2023, 1, 5), AS_OF),
        ],
    )

    page = page_of("week", gather(given, AS_OF, SETTINGS))

    assert "Groups: fitted on users of 31 March 2024." in page
    assert "Fitted on orders of 5 January 2023 to 31 March 2024." in page


def test_a_lake_of_orders_alone_says_what_is_missing(sources, page_of):
    lines = [
        {
            "order_line_id": f"{person}:{days_ago}",
            "order_id": f"{person}:{days_ago}",
            "entry": "sale",
            "order_date": AS_OF - timedelta(days=days_ago),
            "purchase_id": f"{AS_OF - timedelta(days=days_ago)}",
            "user_id": f"u{person}",
            "amount": Decimal(10 if days_ago >= 7 else 20),
            "currency": "EUR",
        }
        for days_ago in range(56)
        for person in range(15)
    ]
    values = [
        {"user_id": f"u{i}", "expected_value": float(i), "currency": "EUR", "horizon_days": 365}
        for i in range(1, 12)
    ]

    facts = gather(sources(purchase_lines=lines, user_value=values), AS_OF, SETTINGS)
    page = page_of("week", facts)

    assert [change.sentence for change in facts.week.changes] == [
        "Revenue was 2,100 EUR, 100% more than usual (1,050 EUR)."
    ]
    assert facts.week.missing == []
    assert "There are no scored posts in these 28 days." in page
    assert "There are no topics for these days" in page
    assert "There are no groups of users on 31 March 2024: too few people" in page
    # Tenths of 1 to 11 lie at 2 to 10; one buyer, with 11 of 66, is above.
    assert facts.value.deciles == pytest.approx([2, 3, 4, 5, 6, 7, 8, 9, 10])
    assert "11 buyers are expected to spend 66 EUR" in page
    assert "(9.1% of buyers) account for 17% of it" in page


def test_an_empty_lake_gets_a_page_that_opens_offline(sources, page_of):
    facts = gather(sources(), AS_OF, SETTINGS)
    page = page_of("week", facts)
    far = page_of("week", facts, ["orders <17> of 2026-07-04"])

    assert "No records were counted" in page
    assert "Left out" not in page
    assert "is taken for wrong: orders &lt;17&gt; of 2026-07-04." in far
    assert '<html lang="en">' in page
    assert not re.search("https?:", page)
    assert "Nothing changed" not in page


def test_the_first_page_is_called_as_it_is_told_and_the_pages_link_to_each_other(sources):
    week, columns = PAGES[0], PAGES[-1]
    found = {week: gather(sources(), AS_OF, SETTINGS), columns: []}

    drawn = render(found, AS_OF, SETTINGS, first="our.html")

    assert set(drawn) == {"our.html", "columns.html"}
    assert '<a href="our.html">This week</a>' in drawn["columns.html"]
    assert '<strong aria-current="page">This week</strong>' in drawn["our.html"]
    assert '<a href="columns.html">' in drawn["our.html"]


def test_quality_counts_from_raw_to_usable(sources, page_of):
    steps = {
        "read": 10,
        "accepted": 7,
        "duplicate": 1,
        "rejected": 2,
        "rejected: time_missing": 2,
        "unusable: spam": 3,
        "usable": 4,
    }
    rows = [
        {"file": file, "table_name": "posts", "step": step, "row_count": count}
        for file in ("a", "b")
        for step, count in steps.items()
    ]

    facts = gather(sources(data_quality=rows), AS_OF, SETTINGS)

    (posts,) = facts.quality
    assert (posts.read, posts.accepted, posts.duplicate, posts.rejected) == (20, 14, 2, 4)
    assert (posts.unusable, posts.usable) == (6, 8)
    assert posts.reasons == [("unusable: spam", 6), ("rejected: time_missing", 4)]
    assert "time missing (4)" in page_of("week", facts)


def against(level, low=0.0, high=0.0):
    return Usual(level, low, high, 0.001, 4.0)


@pytest.mark.parametrize(
    ("comparison", "said"),
    [
        (
            Comparison("posts", None, 88, 100, against(110)),
            "People wrote 88 posts, 20% fewer than usual (110).",
        ),
        (
            Comparison("purchases", None, 12, 1, against(0)),
            "Buyers made 12 purchases, more than usual (0).",
        ),
        (
            Comparison("revenue", None, 990, 700, against(1000)),
            "Revenue was 990 EUR, 1% less than usual (1,000 EUR).",
        ),
        (
            Comparison("mood_of_topic", "1", 0.25, 0.1, against(0.5), 40),
            "25.0% of posts about “match, goal” were negative, down from the usual 50.0%.",
        ),
    ],
)
def test_changes_are_said_with_the_usual_figure(comparison, said):
    assert sentence(comparison, WORDS) == said


def test_what_is_usual_is_said_in_the_unit_of_the_figure():
    shares = Comparison("topic", "1", 0.25, None, against(0.4, 0.35, 0.45), 40)
    revenue = Comparison("revenue", None, 88, 110, against(100, 90, 105))

    assert usual(shares, WORDS) == (
        "The share is of 40 posts. Of 100 ordinary weeks, 95 have 35.0% to 45.0%; the week before "
        "is not known."
    )
    assert usual(revenue, WORDS) == (
        "Of 100 ordinary weeks, 95 have 90 EUR to 105 EUR; the week before had 110 EUR."
    )
    assert [authors(n) for n in (0, 1, 1200)] == [
        "Who wrote them is not known.",
        "One person wrote them.",
        "1,200 people wrote them.",
    ]


def test_long_texts_are_cut_between_words():
    assert shorten("one two three", 10) == "one two…"
    assert shorten("one two", 10) == "one two"
