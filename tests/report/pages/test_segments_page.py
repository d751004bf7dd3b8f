"""The page of segments: each on a card, and who moved."""

from datetime import date

from voxlake.report.pages.segments import gather
from voxlake.report.settings import ReportSettings

AS_OF = date(2024, 3, 31)
SETTINGS = ReportSettings()


CARD = {
    "segment_id": 0,
    "name": "Busy <authors>",
    "description": "Two users.",
    "user_count": 2,
    "user_share": 1.0,
    "growth": 0.5,
    "earlier_date": date(2024, 3, 3),
    "mood": "neutral",
    "moods": [
        {"mood": "unknown", "share": 0.6},
        {"mood": "neutral", "share": 0.3},
        {"mood": "stressed", "share": 0.1},
    ],
    "topics": [{"topic_id": 1, "title": "goal, match", "share": 0.2, "overall": 0.3}],
    "active_hours": [0.0] * 20 + [0.9] + [0.1] + [0.0] * 2,
    "differences": [
        {"feature": "post_count", "mean": 9.0, "overall": 3.0, "difference": 1.5},
        {"feature": "negative_share", "mean": 0.83, "overall": 0.4, "difference": 1.2},
        {"feature": "revenue", "mean": 2.0, "overall": 9.0, "difference": 1.1},
        {"feature": "night_share", "mean": 0.31, "overall": 0.3, "difference": 0.1},
    ],
    "map_x": 1.0,
    "map_y": -1.0,
}


def test_each_segment_has_a_card_and_moves_by_another_model_are_not_told(sources, page_of):
    moves = [
        {"user_id": f"u{n}", "from_segment_id": 1, "to_segment_id": 0, "is_other_model": other,
         "earlier_date": date(2024, 3, 30)}
        for n, other in enumerate((False, False, True))
    ]  # fmt: skip

    facts = gather(sources(segment_profiles=[CARD], segment_moves=moves), AS_OF, SETTINGS)
    page = page_of("segments", facts)

    assert "0: Busy &lt;authors&gt;" in page
    assert "They post more" in page
    assert "+50%</strong>&nbsp;since 3 March 2024" in page
    assert [(m.from_name, m.to_name, m.users) for m in facts.moves] == [
        ("Segment 1", "Busy <authors>", 2)
    ]


def test_a_card_says_nothing_that_its_own_figures_do_not(sources, page_of):
    facts = gather(sources(segment_profiles=[CARD]), AS_OF, SETTINGS)
    page = page_of("segments", facts)

    # The most frequent known mood is that of three in ten: "mostly" would be wrong.
    assert "By emotions 30% sound neutral, 10% stressed; of 60% it is unknown" in page
    assert "“goal, match” <strong>20%</strong>, all 30%" in page
    assert "100%</strong>&nbsp;of their posts from 18:00 to 22:00 UTC" in page
    assert "More of their posts are negative" in page
    assert "They spend more" not in page  # of which the means say the contrary
    assert "They post more at night" not in page  # which is no difference to speak of


def test_differences_in_topics_have_the_names_that_people_gave_and_hidden_ones_are_left_out(
    sources,
):
    told = [
        {"feature": f"topic_{i}", "mean": 0.4, "overall": 0.1, "difference": 2.0 - i / 10}
        for i in range(5)
    ]
    given = sources(
        segment_profiles=[{**CARD, "differences": told}],
        topics=[{"model_version": "7", "topic_id": i, "title": f"title {i}"} for i in range(4)],
        post_topics=[{"post_date": AS_OF, "model_version": "7"}],
        topic_names=[
            {"topic_id": 0, "name": "Fees", "shown_as": 1, "is_hidden": False},
            {"topic_id": 1, "name": "Card fees", "shown_as": 1, "is_hidden": False},
            {"topic_id": 2, "name": "Spam", "shown_as": 2, "is_hidden": True},
        ],
    )

    (card,) = gather(given, AS_OF, SETTINGS).cards

    assert card.differences == [
        ("they write more about “Card fees”", 2.0),
        ("they write more about “title 3”", 1.7),
    ]


def test_the_page_says_on_which_days_each_model_behind_it_was_fitted(sources, fit, page_of):
    card = {**CARD, "model_version": "3", "expected_value": 9.0}
    topic = {"model_version": "7", "topic_id": 1, "title": "goal, match"}
    found_in = {"window_first_date": date(2024, 1, 1), "window_last_date": date(2024, 2, 1)}
    given = sources(
        segment_profiles=[card],
        value_totals=[{"model_version": "2"}],
        topics=[{**topic, **found_in}],
        post_topics=[{"post_date": AS_OF, "model_version": "7"}],
        model_metrics=[
            *fit("segments", "3", "users", date(2024, 3, 21), date(2024, 3, 21)),
            *fit("segments", "4", "users", AS_OF, AS_OF),  # which the card is not of
            *fit("value", "2", "orders", date(2023, 1, 5), date(2024, 3, 20)),
            *fit("mood", "1", "posts", date(2023, 12, 1), date(2024, 3, 1)),
            *fit("mood", "2", "posts", date(2024, 3, 1), date(2024, 4, 7)),  # after the report
        ],
    )

    page = page_of("segments", gather(given, AS_OF, SETTINGS))
    unknown = page_of("segments", gather(sources(segment_profiles=[card]), AS_OF, SETTINGS))

    assert (
        "Groups: fitted on users of 21 March 2024. "
        "Expected spend: fitted on orders of 5 January 2023 to 20 March 2024. "
        "Moods: fitted on posts of 1 December 2023 to 1 March 2024. "
        "Topics: fitted on posts of 1 January 2024 to 1 February 2024." in page
    )
    assert "itted on" not in unknown
