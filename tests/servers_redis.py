"""A real Redis server on loopback, for tests."""

from __future__ import annotations

import os
import secrets
import subprocess
from pathlib import Path

import pytest
from redis import Redis
from s3 import free_port

from voxlake.setup.debian import environment, program

ALLOWED = "+hset +hdel +hgetall +expireat +persist +get +set +watch +unwatch +multi +exec"
"""Commands that a publisher needs, as docs/documents.md lists them."""


class RedisServer:
    """redis-server with nothing on disk; its password is drawn anew, and stands in no argument."""

    def __init__(self, folder: Path) -> None:
        found = program("redis-server")
        if found is None:
            pytest.skip("redis-server is not on this machine: `python -m voxlake.setup --programs`")
        self.port = free_port()
        self.password = secrets.token_hex(16)
        self._program = found
        self._config = folder / "redis.conf"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> RedisServer:
        lines = (
            f"bind 127.0.0.1\nport {self.port}\nsave ''\nappendonly no\n"
            f"dir {self._config.parent}\nrequirepass {self.password}\n"
            f"user writer on >{self.password} ~voxlake:* -@all {ALLOWED}\n"
        )
        self._config.write_text(lines)
        self._process = subprocess.Popen(
            [str(self._program), str(self._config)],
            env={**os.environ, **environment()},
            stdout=subprocess.PIPE,
        )
        assert self._process.stdout
        for line in self._process.stdout:
            if b"Ready to accept connections" in line:
                return self
        raise RuntimeError("redis-server ended before it was ready")

    def admin(self) -> Redis:
        """A client that may do everything."""
        return Redis(port=self.port, password=self.password)

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait()
