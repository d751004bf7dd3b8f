"""What there is to warn of, in sentences and figures worked out by hand."""

from datetime import date, timedelta

import pytest

from voxlake.warnings.drops import voice_drops
from voxlake.warnings.notices import level_of, of_alert, of_bursts
from voxlake.warnings.settings import LevelSettings, WarningSettings

SUNDAY = date(2024, 3, 3)
LEVELS = LevelSettings(urgent_reach=1_000)
ALERT = {
    "post_date": SUNDAY,
    "brand": "Acme",
    "post_count": 1_200,
    "negative_share": 0.41,
    "usual_share": 0.12,
    "distance": 4.5,
    "reach": 900,
    "post_ids": ["x:1", "x:2"],
}
BURST = {
    "as_of_date": SUNDAY,
    "topic_id": 3,
    "start_date": date(2024, 3, 2),
    "end_date": None,
    "post_count": 87,
    "usual_count": 12.4,
    "distance": 3.0,
    "post_ids": ["x:3"],
}


@pytest.mark.parametrize(
    ("distance", "reach", "level"),
    [
        (3.9, 0, "note"),
        (4.0, 0, "warning"),
        (-6.0, 0, "urgent"),
        (3.0, 1_000, "urgent"),
        (None, None, "note"),
    ],
)
def test_a_level_is_how_far_from_the_usual_on_either_side_or_how_many_it_reached(
    distance, reach, level
):
    assert level_of(distance, reach, LEVELS) == level


def test_an_alert_says_the_share_the_count_and_what_is_usual_on_the_weekday():
    notice = of_alert(ALERT, LEVELS)

    assert notice.sentence == (
        "On Sunday, 3 March 2024, 41% of 1,200 posts about Acme were negative; on a Sunday, 12% is "
        "usual. The negative ones reached 900 (views; likes and the like where those are unknown)."
    )
    assert (notice.level, notice.post_ids) == ("warning", ("x:1", "x:2"))
    of_all = of_alert({**ALERT, "brand": "all", "reach": 0}, LEVELS)
    assert "of 1,200 posts were negative" in of_all.sentence
    assert of_all.sentence.endswith("12% is usual.")


def test_an_alert_keeps_its_id_when_its_figures_change_and_another_day_has_another():
    first = of_alert(ALERT, LEVELS)

    assert of_alert({**ALERT, "negative_share": 0.5}, LEVELS).warning_id == first.warning_id
    others = [{"post_date": SUNDAY + timedelta(days=1)}, {"brand": "all"}]
    assert all(of_alert({**ALERT, **o}, LEVELS).warning_id != first.warning_id for o in others)


def test_a_burst_is_told_once_by_its_last_day_and_a_hidden_topic_is_not():
    monday = SUNDAY + timedelta(days=1)
    ended = {**BURST, "as_of_date": monday, "end_date": SUNDAY, "post_count": 90}
    hidden = {**BURST, "topic_id": 9}

    notices = of_bursts([ended, BURST, hidden], {3: "late parcels"}.get, LEVELS)

    assert [one.sentence for one in notices] == [
        "People talk more than usual about “late parcels”: 90 posts from Saturday, 2 March 2024 to "
        "Sunday, 3 March 2024; about 12 are usual for those days."
    ]
    lasting = of_bursts([BURST], {3: "late parcels"}.get, LEVELS)[0]
    assert "87 posts since Saturday, 2 March 2024, and it goes on" in lasting.sentence
    assert lasting.warning_id == notices[0].warning_id
    assert (lasting.day, notices[0].day) == (SUNDAY, SUNDAY)


def voices(*counts, named=100):
    """Days up to SUNDAY on which so many posts of `named` name Acme."""
    first = SUNDAY - timedelta(days=len(counts) - 1)
    return [
        {
            "brand": "Acme",
            "post_date": first + timedelta(days=n),
            "post_count": count,
            "named_count": named,
            "share": count / named,
            "share_low": max(0.0, count / named - 0.08),
            "share_high": count / named + 0.08,
        }
        for n, count in enumerate(counts)
    ]


def test_a_share_below_its_usual_is_a_drop_and_one_that_chance_explains_is_none():
    settings = WarningSettings(brands=("Acme",))
    usual = [40, 38, 42, 41, 39, 40, 37, 43, 40, 41, 39, 38, 42, 40]

    (drop,) = voice_drops(voices(*usual, 10), [SUNDAY], settings)

    # 2 asin sqrt((x + 3/8) / (n + 3/4)): 1.369 of 40 of 100, .654 of 10. The spread of the days
    # lies below chance, 1 / 100.5, so that the error is sqrt((1 + 1/14) / 100.5) = .1032.
    assert drop.usual.distance == pytest.approx(-6.93, abs=0.02)
    assert drop.usual.level == pytest.approx(0.4)
    notice = drop.notice(["x:1"], settings)
    assert notice.level == "urgent"
    assert notice.sentence == (
        "On Sunday, 3 March 2024, 10% of 100 posts that name a brand named Acme (between 2% and "
        "18%, allowing for chance); 40% is usual by the 14 days before. Listed are posts that "
        "named others."
    )
    # Half of .0086, the share of ordinary days as far on either side, lie as far below.
    assert voice_drops(voices(*usual, 25), [SUNDAY], settings)
    assert not voice_drops(voices(*usual, 26), [SUNDAY], settings)
    assert not voice_drops(voices(*usual, 33), [SUNDAY], settings)
    assert not voice_drops(voices(*usual, 80), [SUNDAY], settings)


def test_no_drop_is_told_of_few_posts_few_days_other_brands_or_a_wide_interval():
    usual, settings = [40] * 14, WarningSettings(brands=("Acme",))
    rows = voices(*usual, 10)

    assert voice_drops(rows, [SUNDAY], settings)
    assert not voice_drops(rows, [SUNDAY], WarningSettings(brands=("Bolt",)))
    assert not voice_drops(rows[1:], [SUNDAY], settings)
    assert not voice_drops(rows, [SUNDAY], WarningSettings(brands=("Acme",), min_named=101))
    restless = voices(*[10, 70] * 7, 20)  # ordinary days lie as low
    assert not voice_drops(restless, [SUNDAY], settings)
    wide = [*rows[:-1], {**rows[-1], "share_high": 0.5}]  # one author wrote most of it
    assert not voice_drops(wide, [SUNDAY], settings)
