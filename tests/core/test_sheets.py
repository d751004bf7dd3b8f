from datetime import UTC, datetime

import pytest

from voxlake.core.errors import InputError
from voxlake.core.sheets import moment_in, read_rows


def test_rows_are_numbered_behind_the_header_and_cells_stand_as_they_are():
    sheet = read_rows("\ufeffid,text\na, x \nb\nc,1,2\n", "a.csv", ("id",))

    assert sheet.columns == ("id", "text")
    assert sheet.rows == (
        (2, {"id": "a", "text": " x "}),
        (3, {"id": "b", "text": ""}),
        (4, {"id": "c", "text": "1"}),
    )


def test_a_column_that_is_missing_is_named_with_what_it_was_called():
    with pytest.raises(InputError, match=r'^a.csv has no columns "id", "at": key is now id\.$'):
        read_rows("key,name\n", "a.csv", ("id", "name", "at"), {"key": "id", "no": "at"})


@pytest.mark.parametrize(
    ("cell", "hour"), [("2024-05-01T09:00", 9), (" 2024-05-01T09:00+02:00", 7), ("2024-05-01", 0)]
)
def test_a_time_is_told_in_utc(cell, hour):
    assert moment_in(cell, "a.csv, row 2", "at") == datetime(2024, 5, 1, hour, tzinfo=UTC)


def test_what_is_no_time_is_named_by_row_and_column():
    with pytest.raises(InputError, match=r"^a\.csv, row 2: at 'soon' is no time like"):
        moment_in("soon", "a.csv, row 2", "at")
