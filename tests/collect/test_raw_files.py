"""What was fetched is kept once, by what it holds, and how far it came is known again."""

from datetime import date

import pytest

from voxlake.collect.cursors import Cursors
from voxlake.collect.raw_files import RawFiles
from voxlake.core import storage
from voxlake.core.errors import ConfigError, LockLostError

DAY = date(2024, 3, 1)


def lost():
    raise LockLostError("lost")


def test_the_same_lines_are_one_file_which_is_not_written_again(tmp_path):
    files = RawFiles(str(tmp_path))
    place = files.write("x", DAY, [b'{"a": 1}', b"{}"])
    before = (tmp_path / place).stat().st_mtime_ns

    again = files.write("x", DAY, [b'{"a": 1}', b"{}"])

    assert again == place
    assert storage.names(f"{tmp_path}/x") == [place.removeprefix(f"{tmp_path}/x/")]
    assert (tmp_path / place).read_bytes() == b'{"a": 1}\n{}\n'
    assert (tmp_path / place).stat().st_mtime_ns == before
    assert place.startswith(f"{tmp_path}/x/2024-03-01/")


def test_other_lines_are_another_file(tmp_path):
    files = RawFiles(str(tmp_path))

    assert files.write("x", DAY, [b"1"]) != files.write("x", DAY, [b"2"])


def test_a_line_with_a_break_in_it_is_refused(tmp_path):
    with pytest.raises(ValueError, match="no line break"):
        RawFiles(str(tmp_path)).write("x", DAY, [b"{\n}"])


def test_files_and_cursors_lie_on_s3_too(s3):
    bucket = s3.make_bucket("collected")
    place = RawFiles(f"{bucket}/lake/_collected").write("rss", DAY, [b"{}"])
    Cursors(f"{bucket}/lake").keep("a", {"since": "7"})

    assert storage.read_bytes(place) == b"{}\n"
    assert Cursors(f"{bucket}/lake").read("a")["since"] == "7"


def test_a_cursor_is_read_as_it_was_kept_and_another_is_not_it(tmp_path):
    cursors = Cursors(str(tmp_path))
    cursors.keep("x/one ü?*", {"since": "1"})
    cursors.keep("x/one ü?*", {"since": "2"})

    assert cursors.read("x/one ü?*")["since"] == "2"
    assert cursors.read("x/two") == {}


def test_the_cursor_of_another_name_is_not_taken_for_ones_own(tmp_path):
    cursors = Cursors(str(tmp_path))
    cursors.keep("a", {"since": "1"})
    (file,) = (tmp_path / "_voxlake").iterdir()
    file.write_text(file.read_text().replace('"a"', '"b"'))

    assert cursors.read("a") == {}


def test_a_broken_cursor_is_told_with_what_to_do(tmp_path):
    Cursors(str(tmp_path)).keep("a", {})
    (file,) = (tmp_path / "_voxlake").iterdir()
    file.write_text('{"since"')

    with pytest.raises(ConfigError, match=r"collect-.*is broken .*remove it"):
        Cursors(str(tmp_path)).read("a")


def test_nothing_is_written_without_the_lock(tmp_path):
    with pytest.raises(LockLostError):
        RawFiles(str(tmp_path), lost).write("x", DAY, [b"{}"])
    with pytest.raises(LockLostError):
        Cursors(str(tmp_path), lost).keep("a", {})

    assert list(tmp_path.iterdir()) == []
