import json
from datetime import date, datetime
from pathlib import Path

import pytest

from voxlake.core.errors import ConfigError
from voxlake.core.zones import start_of
from voxlake.lake.about import add_facts, fix_zone, read_about, zone_of

LOS_ANGELES, BERLIN = "America/Los_Angeles", "Europe/Berlin"


def is_made() -> bool:
    return True


def is_new() -> bool:
    return False


@pytest.fixture
def home(tmp_path) -> str:
    return str(tmp_path / "lake")


def test_a_new_lake_has_the_zone_that_is_asked_for_and_else_utc(home):
    assert zone_of(home, LOS_ANGELES, is_new) == LOS_ANGELES
    assert zone_of(home, None, is_new) == "UTC"


def test_a_lake_keeps_the_zone_that_it_was_made_in(home):
    fix_zone(home, LOS_ANGELES)

    assert zone_of(home, None, is_made) == zone_of(home, LOS_ANGELES, is_made) == LOS_ANGELES


def test_a_lake_that_is_opened_in_another_zone_is_refused_with_both_zones_and_the_way_over(home):
    fix_zone(home, LOS_ANGELES)

    with pytest.raises(ConfigError, match=f"{BERLIN}.*{LOS_ANGELES}.*make a lake anew") as refused:
        zone_of(home, BERLIN, is_made)
    assert refused.value.exit_code == 2
    with pytest.raises(ConfigError, match=f"{BERLIN}.*{LOS_ANGELES}"):
        fix_zone(home, BERLIN)  # as a run does whose lake was made meanwhile


def test_a_lake_of_before_there_were_zones_is_one_of_utc(home):
    assert zone_of(home, None, is_made) == zone_of(home, "UTC", is_made) == "UTC"
    with pytest.raises(ConfigError, match=f"{BERLIN}.*UTC"):
        zone_of(home, BERLIN, is_made)


def test_other_facts_of_a_lake_stay_beside_its_zone(home):
    add_facts(home, {"other": 1})
    fix_zone(home, BERLIN)
    add_facts(home, {"other": 2})

    assert read_about(home) == {"other": 2, "time_zone": BERLIN}
    assert json.loads(Path(home, "_voxlake", "lake.json").read_text()) == read_about(home)


def test_a_lake_without_a_folder_keeps_nothing():
    fix_zone(None, BERLIN)

    assert read_about(None) == {}


@pytest.mark.parametrize("text", ["[1]", "{"])
def test_a_broken_file_of_a_lake_is_named(home, text):
    fix_zone(home, BERLIN)
    Path(home, "_voxlake", "lake.json").write_text(text)

    with pytest.raises(ConfigError, match=r"lake\.json is broken .*write into it the zone"):
        zone_of(home, None, is_made)


@pytest.mark.parametrize(
    ("day", "zone", "start"),
    [
        (date(2024, 3, 10), LOS_ANGELES, "2024-03-10T08:00:00+00:00"),
        (date(2024, 3, 11), LOS_ANGELES, "2024-03-11T07:00:00+00:00"),
        (date(2024, 4, 26), "Africa/Cairo", "2024-04-25T22:00:00+00:00"),  # 0:00 is skipped
        (date(2024, 11, 3), "America/Havana", "2024-11-03T04:00:00+00:00"),  # 0:00 is there twice
    ],
)
def test_a_day_begins_at_the_first_instant_of_its_date(day, zone, start):
    assert start_of(day, zone) == datetime.fromisoformat(start)
