"""A real PostgreSQL on loopback, for tests: made anew in a folder of its own."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg
import pytest
from s3 import free_port

from voxlake.core.cache import cache_dir
from voxlake.setup.debian import environment, program

_NOBODY = 65534
_QUICK = {"fsync": "off", "full_page_writes": "off", "max_connections": "30"}


class PostgresServer:
    """A cluster with the user `owner`, whose password is drawn anew and asked for over TCP.

    PostgreSQL refuses to run as root, so a test that does hands it to another user.
    """

    def __init__(self) -> None:
        if not (found := program("initdb")):
            pytest.skip("there is no PostgreSQL here; `make test` fetches Debian's, with a network")
        self._bin = found.resolve().parent
        self.folder = Path(tempfile.mkdtemp(prefix="voxlake-postgres-"))
        self.password = secrets.token_hex(8)
        self.port = free_port()
        self._user: dict[str, Any] = {}
        self._environment = {**os.environ, **environment()}
        if os.getuid() == 0:
            os.chown(self.folder, _NOBODY, _NOBODY)
            self._user = {"user": _NOBODY, "group": _NOBODY, "extra_groups": []}
            self._bring_near()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Without the password."""
        return f"postgresql://owner@127.0.0.1:{self.port}/postgres"

    def make(self) -> PostgresServer:
        """Make the cluster."""
        words = self.folder / "words"
        words.write_text(self.password)
        os.chown(words, self._user.get("user", -1), -1)
        options = ["--no-sync", "--encoding=UTF8", "--locale=C", "--username=owner"]
        options += ["--auth=scram-sha-256", f"--pwfile={words}", "--no-instructions"]
        self._run("initdb", *options, "-D", str(self._data))
        return self

    def start(self, settings: Mapping[str, str] = _QUICK) -> PostgresServer:
        """Start the server, and wait until it answers."""
        told = {**settings, "port": self.port, "listen_addresses": "127.0.0.1"}
        told["unix_socket_directories"] = self.folder
        options = [f"-c{key}={value}" for key, value in told.items()]
        log = (self.folder / "log").open("ab")
        with log:
            self._process = subprocess.Popen(
                [self._bin / "postgres", "-D", self._data, *options],
                stdout=log,
                stderr=log,
                **self._as_user,
            )
        for _ in range(600):
            if self._run("pg_isready", "-h", str(self.folder), "-p", str(self.port), check=False):
                return self
            if self._process.poll() is not None:
                break
        raise RuntimeError((self.folder / "log").read_text())

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End the server by its id: SIGINT ends it in order, SIGQUIT at once, as a crash does."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(how)
            self._process.wait(timeout=60)

    def remove(self) -> None:
        """Remove the cluster, once it is stopped."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def connect(self, user: str = "owner", password: str | None = None) -> psycopg.Connection:
        """A connection that commits each statement."""
        return psycopg.connect(
            f"postgresql://127.0.0.1:{self.port}/postgres",
            user=user,
            password=password or self.password,
            autocommit=True,
        )

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    @property
    def _as_user(self) -> dict[str, Any]:
        return {**self._user, "cwd": self.folder, "env": self._environment}

    def _bring_near(self) -> None:
        """Copy an unpacked PostgreSQL from root's own folder to where the other user may go."""
        far = cache_dir() / "debian" / "postgresql"
        if far in self._bin.parents:
            near = shutil.copytree(far, self.folder / "programs", symlinks=True)
            self._bin = near / self._bin.relative_to(far)
            libraries = self._environment.get("LD_LIBRARY_PATH", "")
            self._environment["LD_LIBRARY_PATH"] = libraries.replace(str(far), str(near))

    def _run(self, name: str, *options: str, check: bool = True) -> bool:
        command = [str(self._bin / name), *options]
        done = subprocess.run(command, check=False, capture_output=True, text=True, **self._as_user)
        if check and done.returncode != 0:
            raise RuntimeError(f"{name} failed: {done.stderr}")
        return done.returncode == 0
