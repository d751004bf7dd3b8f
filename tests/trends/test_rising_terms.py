from datetime import date, timedelta
from math import exp

import pytest
from scipy.stats import gamma

from voxlake.core.days import Days
from voxlake.tables import TOPIC_TERMS
from voxlake.trends.settings import TrendSettings
from voxlake.trends.term_days import term_days
from voxlake.trends.terms import rising_terms, term_trends

SCHEMA = (
    "post_id string, post_date date, user_id string, text_hash string, reach long, "
    "topic_terms array<string>, topic_forms array<string>, topic_grams array<string>"
)
MONDAY = date(2024, 3, 4)
ASKED = Days.of([MONDAY])
SETTINGS = TrendSettings()


def said(terms, authors, days=(0,), forms=None):
    """Posts in which so many authors say the terms on days before Monday."""
    return [
        {
            "post_id": f"{terms[0]}.{back}.{author}",
            "post_date": MONDAY - timedelta(days=back),
            "user_id": f"u{author}",
            "text_hash": f"{terms[0]}.{author}",
            "reach": author,
            "topic_terms": terms,
            "topic_forms": forms or terms,
            "topic_grams": ["", *terms],
        }
        for back in days
        for author in range(authors)
    ]


@pytest.fixture
def rising(frame):
    """Rows of rising terms by term."""

    def find(*posts, leading=(), settings=SETTINGS, days=ASKED):
        counted = term_days(frame(SCHEMA, *posts), settings.kept_terms)
        led = frame(TOPIC_TERMS, *[{"stem": stem} for stem in leading])
        rows = rising_terms(counted, led, days, settings).collect()
        return {row["term"]: row for row in rows}

    return find


PAST = said(["talk"], 20, range(29))
"""Twenty authors a day, and on Monday too."""


def test_a_rise_is_that_of_authors_against_their_usual_share(rising):
    posts = [*PAST, *said(["new"], 12), *said(["old"], 4, range(29))]

    found = rising(*posts)

    assert set(found) == {"new"}
    new = found["new"]
    assert (new["author_count"], new["usual_count"]) == (12, 0)
    assert new["rise"] == pytest.approx(14 / 2)
    assert exp(new["score"]) == pytest.approx(gamma.ppf(0.05, 14, scale=1 / 2), rel=0.01)


def test_a_word_that_two_say_for_the_first_time_does_not_stand_above_one_that_many_say(rising):
    posts = [*PAST, *said(["pair"], 2), *said(["many"], 15), *said(["many"], 2, range(1, 29))]

    found = rising(*posts, settings=TrendSettings(min_authors=1))

    assert "pair" not in found
    assert found["many"]["rank"] == 1


def test_a_word_of_a_weekday_does_not_rise_on_it(rising):
    mondays = said(["monday"], 12, [0, 7, 14, 21, 28])
    once_before = said(["news"], 12, [0, 10, 11, 12, 13])

    found = rising(*PAST, *mondays, *once_before)

    assert set(found) == {"news"}


def test_a_day_on_which_more_write_is_no_rise_of_each_word(rising):
    busy = said(["talk"], 200)  # ten times as many, who say what is said always

    assert rising(*PAST, *busy, *said(["too"], 20), *said(["too"], 2, range(1, 29))) == {}


def test_terms_that_lead_a_topic_and_those_of_few_authors_do_not_rise(rising):
    posts = [*PAST, *said(["new"], 12), *said(["led"], 12), *said(["few"], 2)]

    assert set(rising(*posts, leading=["led"])) == {"new"}


def test_a_word_that_is_said_in_a_rising_phrase_is_told_by_the_phrase_alone(rising):
    posts = [*PAST, *said(["palmer", "luckey", "palmer luckey"], 12), *said(["luckey"], 20)]

    assert set(rising(*posts)) == {"palmer luckey", "luckey"}


def test_a_phrase_within_a_longer_one_that_rises_is_told_by_the_longer_alone(rising):
    grams = ["gender", "pay", "gap", "gender pay", "pay gap", "gender pay gap"]
    posts = [*PAST, *said(grams, 12), *said(["pay", "gap", "pay gap"], 20)]

    assert set(rising(*posts)) == {"gender pay gap", "pay gap"}


def test_words_that_stand_together_by_chance_or_seldom_are_no_phrase(rising):
    by_chance = said(["talk", "now", "talk now"], 12)
    seldom = said(["odd", "pair", "odd pair"], 9)

    assert set(rising(*PAST, *by_chance, *seldom)) == {"now", "odd", "pair"}


def test_only_the_words_of_most_authors_are_looked_at_and_the_first_told(rising):
    posts = [*PAST, *said(["more"], 30), *said(["less"], 12)]

    assert set(rising(*posts, settings=TrendSettings(terms=1))) == {"more"}
    assert set(rising(*posts, settings=TrendSettings(vocabulary_size=1))) == {"more"}


def test_with_too_few_days_before_nothing_rises(rising):
    six = [row for row in PAST if (MONDAY - row["post_date"]).days <= 6]

    assert rising(*six, *said(["new"], 12)) == {}
    assert rising() == {}


def test_terms_are_told_as_people_write_them_with_posts_of_the_day(frame):
    posts = [
        *said(["run"], 4, forms=["running"]),
        *[{**row, "post_id": f"z{row['post_id']}"} for row in said(["run"], 3, forms=["runs"])],
        *said(["run"], 9, [3], forms=["ran"]),
        *said(["#fun"], 3),
        *said(["big day"], 3),
    ]
    texts = frame(SCHEMA, *posts)
    rising = frame(
        "post_date date, term string, author_count long, usual_count double, rise double, "
        "score double, rank int",
        *[
            {"post_date": MONDAY, "term": term, "author_count": 4, "rank": place}
            for place, term in enumerate(("run", "#fun", "big day"), start=1)
        ],
    )

    rows = {row["term"]: row for row in term_trends(rising, texts, ASKED).collect()}

    kinds = {"running": "word", "#fun": "hashtag", "big day": "phrase"}
    assert {term: row["kind"] for term, row in rows.items()} == kinds
    assert [rows[term]["rank"] for term in kinds] == [1, 2, 3]
    assert rows["running"]["post_ids"] == ["run.0.3", "run.0.2", "zrun.0.2", "run.0.1", "zrun.0.1"]


def test_of_two_terms_that_are_written_alike_the_one_that_rises_more_stays(frame):
    texts = frame(SCHEMA, *said(["a"], 3, forms=["same"]), *said(["b"], 3, forms=["same"]))
    rising = frame(
        "post_date date, term string, author_count long, usual_count double, rise double, "
        "score double, rank int",
        {"post_date": MONDAY, "term": "a", "author_count": 3, "rank": 2},
        {"post_date": MONDAY, "term": "b", "author_count": 9, "rank": 1},
    )

    (row,) = term_trends(rising, texts, ASKED).collect()

    assert (row["term"], row["author_count"], row["rank"]) == ("same", 9, 1)
