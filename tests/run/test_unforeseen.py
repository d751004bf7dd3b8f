"""What nobody foresaw: three lines, and a file with the trace that only its user reads."""

import stat

import pytest

from voxlake.core.errors import InputError, brief
from voxlake.run import unforeseen
from voxlake.run.unforeseen import foreseen, told


def error_of(text: str) -> Exception:
    try:
        raise ValueError(text)
    except ValueError as error:
        return error


class OfJavaError(Exception):
    """As PySpark's, whose trace in Java is no part of what they say."""

    stackTrace = "java.io.IOException: No space left on device\n\tat x"  # noqa: N815


def test_three_lines_say_what_where_and_which_file(tmp_path):
    lines = told(error_of("odd\nann@x.org"), "the job ingest, all days", str(tmp_path)).splitlines()

    (file,) = (tmp_path / "_voxlake" / "errors").iterdir()
    assert lines[:2] == ["Nobody foresaw this: ValueError: odd", "Where: the job ingest, all days"]
    assert lines[2].startswith(f"Trace: {file} (it may hold values of your data")
    assert len(lines) == 3
    assert "in error_of" in file.read_text()
    assert "ann@x.org" in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_passwords_are_not_in_the_file_either(tmp_path):
    told(error_of("no answer of https://me:canary@h"), "x", str(tmp_path))

    (file,) = tmp_path.rglob("*.txt")
    assert "https://***@h" in file.read_text()


@pytest.mark.parametrize("home", ["s3a://b/lake", None, "/proc/lake"])
def test_where_the_lake_takes_no_file_the_cache_does(home, tmp_path, monkeypatch):
    monkeypatch.setenv("VOXLAKE_CACHE", str(tmp_path))

    told(error_of("odd"), "x", home)

    assert list((tmp_path / "errors").iterdir())


def test_where_nothing_can_be_written_the_trace_is_printed(monkeypatch):
    monkeypatch.setattr(unforeseen, "_folders", lambda _: [])

    assert "in error_of" in told(error_of("odd"), "x", None)


def test_only_the_last_traces_are_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(unforeseen, "_KEPT", 3)
    for number in range(5):
        told(error_of(f"odd {number}"), "x", str(tmp_path))

    kept = sorted(tmp_path.rglob("*.txt"))
    assert [f"odd {number}" in file.read_text() for number, file in enumerate(kept, 2)] == [
        True
    ] * 3


def test_what_java_says_behind_an_error_counts():
    assert "A disk is full" in str(foreseen(OfJavaError("write failed")))
    ours = InputError("x")
    assert foreseen(ours) is ours
    assert foreseen(error_of("x")) is None


def test_of_an_error_of_java_the_line_of_java_is_shown():
    text = "An error occurred while calling o1.load.\n: java.lang.Odd: why\n\tat x"

    assert brief(OfJavaError(text)) == "OfJavaError: java.lang.Odd: why"
