"""A full disk, a dead storage or a dead process is told in a sentence, wherever it shows."""

import errno
import os

import pytest

from voxlake.core import storage
from voxlake.core.errors import ConfigError, InputError, PlatformError
from voxlake.core.faults import fault_in

OF_JAVA = """An error occurred while calling o55.save.
: org.apache.spark.SparkException: [TASK_WRITE_FAILED] Task failed while writing rows to file:/lake.
\tat org.apache.spark.sql.errors.QueryExecutionErrors$.taskFailed(QueryExecutionErrors.scala:774)
Caused by: {}
\tat java.base/java.io.FileOutputStream.writeBytes(Native Method)
\t... 12 more"""
FULL = [
    "OSError: [Errno 28] No space left on device",
    "OSError: [Errno 28] No space left on device: '/lake/x'",
    "OSError: [Errno 122] Disk quota exceeded: '/lake/x'",
    OF_JAVA.format("java.io.IOException: No space left on device"),
    OF_JAVA.format("java.nio.file.FileSystemException: /tmp/x: No space left on device"),
    OF_JAVA.format("org.apache.hadoop.fs.FSError: java.io.IOException: No space left on device"),
    "Job aborted: Lost task 0.0 (TID 7) (h executor driver): java.io.IOException: "
    "No space left on device",
    "sqlalchemy.exc.OperationalError: (sqlite3.OperationalError) database or disk is full",
]


@pytest.mark.parametrize("trace", FULL)
def test_a_full_disk_is_told_wherever_it_comes_from(trace):
    told = fault_in(f"Traceback (most recent call last):\n  File x\n{trace}\n")

    assert isinstance(told, PlatformError)
    assert "A disk is full" in str(told)


@pytest.mark.parametrize(
    ("trace", "kind", "said"),
    [
        (
            'org.apache.hadoop.fs.UnsupportedFileSystemException: No FileSystem for scheme "foo"',
            InputError,
            'knows no storage for an address (No FileSystem for scheme "foo")',
        ),
        (
            "java.net.ConnectException: Call From me/10.0.0.1 to dead:8020 failed on connection "
            "exception: java.net.ConnectException: Connection refused; For more details see: x",
            PlatformError,
            "does not answer (Call From me/10.0.0.1 to dead:8020 failed",
        ),
        (
            OF_JAVA.format("java.net.UnknownHostException: dead"),
            PlatformError,
            "does not answer (dead)",
        ),
        (
            OF_JAVA.format("java.lang.OutOfMemoryError: Java heap space"),
            PlatformError,
            "raise spark.driver.memory",
        ),
        (
            "py4j.protocol.Py4JNetworkError: Answer from Java side is empty",
            PlatformError,
            "Spark's Java process is gone",
        ),
    ],
)
def test_what_fails_around_a_run_is_told_by_its_kind(trace, kind, said):
    told = fault_in(trace)

    assert type(told) is kind
    assert said in str(told)


@pytest.mark.parametrize(
    "trace",
    [
        "ValueError: could not convert 'No space left on device' to a number",
        "ValueError: could not convert 'java.net.ConnectException: refused' to a number",
        "KeyError: 'x'\nthe text was: No space left on device",
        "java.lang.IllegalStateException: java.net.ConnectException is what somebody wrote",
        "",
    ],
)
def test_a_value_that_speaks_of_a_full_disk_is_none(trace):
    assert fault_in(trace) is None


def test_a_long_line_is_looked_at_in_no_time():
    assert fault_in("xError: " * 100_000 + "\n" + FULL[0])


def test_a_full_disk_leaves_no_part_of_a_file(tmp_path, monkeypatch):
    def fail(path, content):
        with path.open("wb") as file:
            file.write(content[:1])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    monkeypatch.setattr("pathlib.Path.write_bytes", fail)
    with pytest.raises(PlatformError, match="A disk is full"):
        storage.write_text(str(tmp_path / "x"), "text")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a: b\nc: é\n".encode("latin-1"), "is not written in UTF-8: line 2 has the byte 0xe9"),
        ("a: b".encode("utf-16"), "is written in UTF-16: save it as UTF-8"),
    ],
)
def test_a_text_in_another_encoding_is_refused_with_its_line(tmp_path, content, said):
    (tmp_path / "x.yaml").write_bytes(content)

    with pytest.raises(ConfigError, match=said):
        storage.read_text(str(tmp_path / "x.yaml"))


def test_a_folder_in_the_place_of_a_file_is_told(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read: Is a directory, not a file"):
        storage.read_text(str(tmp_path))
    with pytest.raises(FileNotFoundError):
        storage.read_text(f"{__file__}/x.yaml")
