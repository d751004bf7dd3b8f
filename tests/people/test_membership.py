"""Which snapshot of segments a day goes by."""

from datetime import date

from voxlake.core.days import Days
from voxlake.people.membership import snapshots_of


def test_a_day_goes_by_the_last_snapshot_by_then_and_one_before_all_by_the_first():
    def march(*days):
        return Days.of(date(2024, 3, day) for day in days)

    found = snapshots_of(march(1, 5, 6, 9, 20), march(5, 9))

    assert {day.day: as_of.day for day, as_of in found.items()} == {1: 5, 5: 5, 6: 5, 9: 9, 20: 9}
    assert snapshots_of(march(1), march()) == {}
