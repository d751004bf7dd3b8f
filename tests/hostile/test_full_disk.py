"""A disk that is full ends a run in a sentence; given room, the same command ends well."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.hostile

MEBIBYTES = 64
PAGE = 4096


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A small file system in memory; skips where none may be mounted."""
    if shutil.which("mount") is None:
        pytest.skip("there is no mount here")
    folder = tmp_path / "disk"
    folder.mkdir()
    size = f"size={MEBIBYTES}m"
    command = ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder)]
    mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    if mounted.returncode:
        pytest.skip(f"no file system may be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def pages_of(folder: Path) -> int:
    """Bytes that the files below a folder take on a disk."""
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return sum(-(-size // PAGE) * PAGE for size in sizes)


def fill(disk: Path, room: int) -> Path:
    """Write a file that leaves so many bytes."""
    filler = disk / "filler"
    free = os.statvfs(disk)
    with filler.open("wb") as out:
        os.posix_fallocate(out.fileno(), 0, free.f_bavail * free.f_frsize - room)
    return filler


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_a_disk_that_fills_ends_the_run_in_a_sentence_and_loses_nothing(
    part, delivery, undisturbed, assert_whole, small_disk
):
    filler = fill(small_disk, int(part * pages_of(undisturbed)))

    assert delivery.take(small_disk / "lake") == 4, delivery.said()[-4000:]

    assert "disk is full" in delivery.said()
    assert "Traceback" not in delivery.said()
    filler.unlink()
    assert delivery.take(small_disk / "lake") == 0, delivery.said()[-4000:]
    assert_whole(small_disk / "lake")
