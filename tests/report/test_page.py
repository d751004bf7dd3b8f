"""The page says what the tables hold, in plain and true sentences."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from voxlake.report.changes import shorten
from voxlake.report.comparisons import Comparison
from voxlake.report.page import PAGES, render
from voxlake.report.sentences import interval, sentence
from voxlake.report.settings import ReportSettings
from voxlake.report.week import facts_of_week

AS_OF = date(2024, 3, 31)
SETTINGS = ReportSettings()
TITLES = {"0": "parcel, late", "1": "match, goal"}


def page_of(facts, far=()):
    return render({PAGES[0]: facts}, AS_OF, SETTINGS, far)["index.html"]


def posts_of_four_weeks():
    """One post a day by each of 20 people; in the last week, half of them cross about parcels."""
    posts, sentiment, topics = [], [], []
    for days_ago in range(28):
        for person in range(20):
            is_cross = (days_ago < 7 and person % 2 == 0) or (days_ago + person) % 7 == 0
            key = {
                "post_id": f"{person:02}:{days_ago:02}",
                "post_date": AS_OF - timedelta(days=days_ago),
            }
            text = f"<b>Late</b> & cross {days_ago} {person}" if is_cross else f"ok {person}"
            posts.append(
                {
                    **key,
                    "user_id": f"u{person}",
                    "text": text,
                    "like_count": person,
                    "is_usable": True,
                }
            )
            negative = 0.8 if is_cross else 0.1
            sentiment.append(
                {
                    **key,
                    "negative": negative,
                    "neutral": 0.9 - negative,
                    "positive": 0.1,
                    "label": "negative" if is_cross else "neutral",
                }
            )
            topics.append(
                {
                    **key,
                    "topic_id": 0 if is_cross else 1,
                    "probability": 0.9,
                    "model_version": "4",
                }
            )
    return {"posts": posts, "post_sentiment": sentiment, "post_topics": topics}


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


def test_a_planted_change_comes_first_with_its_figures_and_posts(sources):
    facts = facts_of_week(sources(**posts_of_four_weeks(), **model_of_topics()), AS_OF, SETTINGS)
    page = page_of(facts)

    # Now: 70 posts of the ten people, and 10 of the others; before: 20 of 140 posts.
    said = [change.sentence for change in facts.week.changes]
    assert "57.1% of posts were negative, up from 14.3% the week before." in said
    assert "57.1% of posts were about “parcel, late”, up from 14.3% the week before." in said
    assert not any("People wrote" in text for text in said)
    change = facts.week.changes[said.index(said[0])]
    assert len(change.posts) == 3
    assert all(post.label == "negative" and post.likes >= 18 for post in change.posts)
    # Texts are shown as they are, never as HTML.
    assert "&lt;b&gt;Late&lt;/b&gt; &amp; cross" in page
    assert "<b>Late" not in page
    assert "old words" not in page
    assert [topic.title for topic in facts.topics] == ["match, goal", "parcel, late"]
    assert facts.topics[1].terms == ["courier"]
    assert (len(facts.days), facts.days[-1].counts) == (
        28,
        {"negative": 11, "neutral": 9, "positive": 0, "unsure": 0},
    )
    assert facts.week.missing == [
        "There are not two whole weeks of purchases yet, so they are not compared."
    ]


def test_the_page_says_in_which_days_topics_were_found_and_how_many_posts_are_older(sources):
    rows = model_of_topics()
    days = {"window_first_date": AS_OF - timedelta(days=6), "window_last_date": AS_OF}
    rows["topics"] = [{**topic, **days} for topic in rows["topics"]]

    facts = facts_of_week(sources(**posts_of_four_weeks(), **rows), AS_OF, SETTINGS)
    page = page_of(facts)

    # 28 days of 20 posts, of which 7 days lie in the window.
    assert "found in the posts of 25 March 2024 to 31 March 2024; 75.0% of the posts" in page
    assert "are newer" not in page


def test_a_lake_of_orders_alone_says_what_is_missing(sources):
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
        for days_ago in range(28)
        for person in range(15)
    ]
    values = [
        {"user_id": f"u{i}", "expected_value": float(i), "currency": "EUR", "horizon_days": 365}
        for i in range(1, 12)
    ]

    facts = facts_of_week(sources(purchase_lines=lines, user_value=values), AS_OF, SETTINGS)
    page = page_of(facts)

    assert [change.sentence for change in facts.week.changes] == [
        "Revenue was 2,100 EUR, 100% more than in the week before (1,050 EUR)."
    ]
    assert "There are not two whole weeks of posts yet, so they are not compared." in page
    assert "There are no scored posts in these 28 days." in page
    assert "There are no topics for these days" in page
    assert "There are no groups of users on 31 March 2024: too few people" in page
    # Tenths of 1 to 11 lie at 2 to 10; one buyer, with 11 of 66, is above.
    assert facts.value.deciles == pytest.approx([2, 3, 4, 5, 6, 7, 8, 9, 10])
    assert "11 buyers are expected to spend 66 EUR" in page
    assert "(9.1% of buyers) account for 17% of it" in page


def test_an_empty_lake_gets_a_page_that_opens_offline(sources):
    page = page_of(facts_of_week(sources(), AS_OF, SETTINGS))

    assert "No records were counted" in page
    assert "Left out" not in page
    far = page_of(facts_of_week(sources(), AS_OF, SETTINGS), ["orders <17> of 2026-07-04"])
    assert "is taken for wrong: orders &lt;17&gt; of 2026-07-04." in far
    assert '<html lang="en">' in page
    assert "http" not in page
    assert "Nothing changed" not in page


def test_quality_counts_from_raw_to_usable(sources):
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

    facts = facts_of_week(sources(data_quality=rows), AS_OF, SETTINGS)

    (posts,) = facts.quality
    assert (posts.read, posts.accepted, posts.duplicate, posts.rejected) == (20, 14, 2, 4)
    assert (posts.unusable, posts.usable) == (6, 8)
    assert posts.reasons == [("unusable: spam", 6), ("rejected: time_missing", 4)]
    assert "time missing (4)" in page_of(facts)


@pytest.mark.parametrize(
    ("comparison", "said"),
    [
        (
            Comparison("posts", None, 88, 110, -40, -4, 0.01),
            "People wrote 88 posts, 20% fewer than in the week before (110).",
        ),
        (
            Comparison("purchases", None, 12, 0, 4, 20, 0.01),
            "Buyers made 12 purchases, more than in the week before (0).",
        ),
        (
            Comparison("revenue", None, 990, 1000, -40, 20, 0.01),
            "Revenue was 990 EUR, 1% less than in the week before (1,000 EUR).",
        ),
        (
            Comparison("mood_of_topic", "1", 0.25, 0.5, -0.4, -0.1, 0.01),
            "25.0% of posts about “match, goal” were negative, down from 50.0% the week before.",
        ),
    ],
)
def test_changes_are_said_with_both_figures(comparison, said):
    assert sentence(comparison, TITLES, "EUR") == said


def test_the_interval_is_in_the_unit_of_the_figure():
    shares = Comparison("topic", "1", 0.25, 0.5, -0.4, -0.1, 0.01)
    posts = Comparison("posts", None, 88, 110, -40, -4, 0.01)

    assert interval(shares).endswith("between -40.0 and -10.0 points.")
    assert interval(posts).endswith("between -40 and -4.")


def test_long_texts_are_cut_between_words():
    assert shorten("one two three", 10) == "one two…"
    assert shorten("one two", 10) == "one two"
