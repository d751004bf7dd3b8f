"""How accounts of brands post, over a few posts."""

from datetime import date, datetime, timedelta

import pytest

from voxlake.tables import POSTS
from voxlake.voice.posting import competitor_posting
from voxlake.voice.settings import VoiceSettings

FIRST, AS_OF = date(2024, 3, 4), date(2024, 3, 17)  # a Monday, and the Sunday two weeks later
SETTINGS = VoiceSettings(
    accounts={"Acme": ("a",), "Bolt": ("b",)}, media_attribute="photo", min_posts=3
)
OWN = "brand string, user_id string"
TOPICS = "post_id string, topic_id int"


def post(number, user_id, at, **columns):
    day = (at + timedelta(hours=1)).date()  # Berlin's in winter
    told = {"post_id": f"{user_id}{number}", "post_date": day, "posted_at": at, "source": "x"}
    return {**told, "user_id": user_id, **columns}


EVENING = datetime(2024, 3, 4, 23, 30)  # half past midnight of Tuesday in Berlin
OF_ACME = [
    *(post(n, "a", EVENING + timedelta(days=n), like_count=9, links=["l"]) for n in range(4)),
    *(post(n, "a", datetime(2024, 3, 6, 8, n), like_count=n) for n in range(10, 14)),
    post(20, "a", datetime(2024, 3, 16, 8), reply_to_post_id="p", hashtags=["h"], links=["l"]),
    post(21, "a", datetime(2024, 3, 16, 9), is_repost=True, like_count=9_999, links=["l"]),
    post(22, "a", datetime(2024, 3, 16, 9), quote_of_post_id="p", attributes={"photo": "1"}),
    post(23, "a", datetime(2024, 3, 16, 9), attributes={"photo": " "}, repost_of_post_id=None),
]
OF_BOLT = [post(n, "b", datetime(2024, 3, 5, 10, n)) for n in range(6)]
OF_OTHERS = [post(n, "c", datetime(2024, 3, 5, 10, n), like_count=5) for n in range(6)]


def told(frame, posts, settings=SETTINGS, own=(("Acme", "a"), ("Bolt", "b")), first=FIRST):
    rows = competitor_posting(
        posts=frame(POSTS, *posts),
        topics=frame(TOPICS, *({"post_id": f"a{n}", "topic_id": 7} for n in (10, 11))),
        own=frame(OWN, *({"brand": brand, "user_id": user} for brand, user in own)),
        first=first,
        as_of=AS_OF,
        settings=settings,
        zone="Europe/Berlin",
    ).collect()
    return {(row["brand"], row["trait"], row["value"]): row.asDict() for row in rows}


@pytest.fixture(scope="module")
def found(frame):
    return told(frame, [*OF_ACME, *OF_BOLT, *OF_OTHERS])


def counts_of(found, brand, trait):
    return {
        value: row["post_count"]
        for (of, kind, value), row in found.items()
        if (of, kind) == (brand, trait)
    }


def test_posts_are_counted_by_the_weekday_and_hour_of_the_lakes_zone(found):
    weekdays = {"Tuesday": 1, "Wednesday": 5, "Thursday": 1, "Friday": 1, "Saturday": 4}
    assert counts_of(found, "Acme", "weekday") == weekdays
    assert counts_of(found, "Acme", "hour") == {"00": 4, "09": 5, "10": 3}
    assert counts_of(found, "Acme", "topic") == {"7": 2}
    assert found["Acme", "all", "all"]["posts_per_week"] == 6  # 12 in two weeks
    assert {brand for brand, _, _ in found} == {"Acme", "Bolt"}


def test_a_post_has_every_form_that_it_shows_and_a_repost_is_that_alone(found):
    forms = {"link": 5, "text": 5, "reply": 1, "hashtags": 1, "repost": 1, "quote": 1, "media": 1}

    assert counts_of(found, "Acme", "form") == forms


def test_what_earns_more_is_told_of_posts_whose_counts_are_known(found):
    link, text = found["Acme", "form", "link"], found["Acme", "form", "text"]

    assert (link["engagement"], text["engagement"]) == (9.0, 11.5)
    assert link["gain_low"] < link["gain"] < 1 < text["gain"] < text["gain_high"]
    repost = found["Acme", "form", "repost"]
    assert (repost["engagement"], repost["gain"]) == (None, None)
    assert found["Acme", "topic", "7"]["gain"] is None  # two posts, and three are asked
    assert found["Acme", "topic", "7"]["engagement"] == 10.5
    assert found["Acme", "all", "all"]["gain"] is None


def test_where_no_counts_are_known_what_posts_earn_is_unknown(found):
    of_bolt = [row for (brand, _, _), row in found.items() if brand == "Bolt"]

    assert counts_of(found, "Bolt", "weekday") == {"Tuesday": 6}
    names = ("engagement", "gain", "gain_low", "gain_high")
    assert all(row[name] is None for row in of_bolt for name in names)


def test_a_source_that_tells_days_alone_has_no_hours(frame):
    midnight = datetime(2024, 3, 3, 23)  # in Berlin
    dated = [post(n, "a", midnight + timedelta(days=n), source="days") for n in range(3)]

    assert counts_of(told(frame, dated), "Acme", "hour") == {}
    beside = [*dated, post(9, "c", midnight + timedelta(hours=5), source="days")]
    assert counts_of(told(frame, beside), "Acme", "hour") == {"00": 1}


def test_without_media_attribute_no_post_is_called_media(frame):
    found = told(frame, OF_ACME, SETTINGS.model_copy(update={"media_attribute": None}))

    assert "media" not in counts_of(found, "Acme", "form")
    assert counts_of(found, "Acme", "form")["quote"] == 1


def test_without_accounts_or_posts_there_are_no_rows(frame):
    assert told(frame, OF_ACME, own=()) == {}
    assert told(frame, OF_OTHERS) == {}
    assert told(frame, [], first=None) == {}
