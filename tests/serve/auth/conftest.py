"""A file of keys whose hashes cost little, and a clock that tests set."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from voxlake.run.auth_settings import AuthSettings
from voxlake.serve.auth.key_file import KeyFile, hasher
from voxlake.serve.auth.known_keys import KnownKeys

CHEAP = {"time_cost": 1, "memory_kib": 8, "parallelism": 1}


@dataclass
class Clock:
    """A time of day and the seconds that went by since it was set up."""

    seconds: float = 0.0
    began: datetime = field(default_factory=lambda: datetime(2026, 3, 1, 12, tzinfo=UTC))

    def passed(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return self.began + timedelta(seconds=self.seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings() -> AuthSettings:
    return AuthSettings(argon2=CHEAP)


@pytest.fixture
def key_file(tmp_path: Path, settings: AuthSettings) -> KeyFile:
    return KeyFile(str(tmp_path / "_voxlake" / "keys.json"), hasher(settings.argon2))


@pytest.fixture
def known(key_file: KeyFile, settings: AuthSettings, clock: Clock) -> KnownKeys:
    return KnownKeys(key_file, settings, clock=clock.passed, now=clock.now)
