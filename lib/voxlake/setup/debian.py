"""Finds servers and a browser of Debian; unpacks those that a machine has not, without root.

Tests start them. A program of the machine comes first. Else `apt-get` fetches the package with
what it needs beyond the machine's own, and `dpkg-deb` unpacks it into a folder of the cache:
nothing is installed, no service starts. Where there is no apt-get, or no network, nothing happens;
who wants a program is told None.
"""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from voxlake.core.cache import cache_dir

PACKAGES = {"postgresql": "initdb", "redis-server": "redis-server", "chromium": "chromium"}
"""Packages that set-up may unpack, each with the program that tells whether it is there."""
_FOLDERS = ("usr/lib/chromium", "usr/lib/postgresql/*/bin", "usr/bin", "usr/sbin")
"""Where packages have programs; that of chromium first: its script in usr/bin looks in /usr."""
_SECONDS = 600
log = logging.getLogger(__name__)


def program(name: str) -> Path | None:
    """The program on PATH, of the newest PostgreSQL of this machine, or unpacked; None if none is.

    An unpacked one needs `environment()`.
    """
    if found := shutil.which(name):
        return Path(found)
    return next(_matches(Path("/"), _FOLDERS[1:2], name), None) or next(
        (path for folder in sorted(_home().glob("*")) for path in _matches(folder, _FOLDERS, name)),
        None,
    )


def environment() -> dict[str, str]:
    """Variables that unpacked programs need beside those of the process: where libraries are."""
    found = [
        folder
        for near in sorted(_home().glob("*/**/lib/*-linux-gnu*"))
        for folder in (near, *sorted(path for path in near.iterdir() if path.is_dir()))
        if next(folder.glob("*.so*"), None)
    ]
    places = [*map(str, found), *filter(None, [os.environ.get("LD_LIBRARY_PATH")])]
    return {"LD_LIBRARY_PATH": os.pathsep.join(places)} if found else {}


def prepare_programs(packages: Iterable[str]) -> None:
    """Unpack the packages whose program this machine has not; a second call does nothing.

    What cannot be had is named in a line of the log and left: it is no error.
    """
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        return
    for package in packages:
        folder = _home() / package
        if folder.is_dir() or program(PACKAGES[package]):
            continue
        log.info("fetching Debian's %s, once", package)
        try:
            _unpack(package, folder)
        except (OSError, subprocess.SubprocessError) as error:
            output = getattr(error, "stderr", None) or str(error)
            log.info("%s could not be had, so what needs it is left out: %s", package, output)


def _home() -> Path:
    return cache_dir() / "debian"


def _matches(root: Path, folders: Iterable[str], name: str) -> Iterator[Path]:
    """Programs of the name below the folders, newest version first."""
    for folder in folders:
        for path in sorted(root.glob(f"{folder}/{name}"), key=_version, reverse=True):
            if os.access(path, os.X_OK):
                yield path


def _version(path: Path) -> int:
    number = path.parents[1].name
    return int(number) if number.isdecimal() else 0


def _unpack(package: str, folder: Path) -> None:
    """Fetch the package with what it needs; the folder appears whole or not at all."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".apt-", dir=folder.parent) as work:
        lists, archives, files = (Path(work, name) for name in ("lists", "archives", "files"))
        for made in (lists, archives):
            Path(made, "partial").mkdir(parents=True)
        own = {
            "Dir::State::Lists": lists,
            "Dir::Cache": work,
            "Dir::Cache::archives": archives,
            "Dir::Log": work,
            "Debug::NoLocking": "true",  # of dpkg's lock, which is root's: nothing is installed
            "APT::Sandbox::User": "",
            "Acquire::Retries": "0",
            "Acquire::http::Timeout": "10",
        }
        apt = ["apt-get", "-qq", *(f"-o{key}={value}" for key, value in own.items())]
        _run([*apt, "update"])
        fetch = ["install", "--yes", "--download-only", "--no-install-recommends", package]
        _run([*apt, *fetch])
        files.mkdir()
        for archive in sorted(archives.glob("*.deb")):
            _run(["dpkg-deb", "-x", str(archive), str(files)])
        files.rename(folder)


def _run(command: list[str]) -> None:
    subprocess.run(
        command,
        check=True,
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        stdin=subprocess.DEVNULL,
    )
