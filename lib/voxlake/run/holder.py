"""Who holds a lock, as its file says it."""

from __future__ import annotations

import getpass
import json
import os
import socket
import uuid
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

import psutil

from voxlake.core.machine import this_machine

_SAME_START_SECONDS = 60.0  # the system's clock may be set while a process runs


@dataclass(frozen=True)
class Holder:
    """Who holds a lock: a process, what it does, since when, and when it last said that it lives.

    `machine` is the host and its table of processes, which differs between containers.
    """

    user: str
    host: str
    machine: str
    pid: int
    process_started: float
    doing: str
    since: str
    heartbeat: str
    token: str

    @classmethod
    def here(cls, doing: str) -> Holder:
        """This process, from now on."""
        now = _now()
        return cls(
            user=_user(),
            host=socket.gethostname(),
            machine=this_machine(),
            pid=os.getpid(),
            process_started=psutil.Process().create_time(),
            doing=doing,
            since=now,
            heartbeat=now,
            token=uuid.uuid4().hex,
        )

    @classmethod
    def read(cls, text: str) -> Holder | None:
        """The holder that a text names; None where it names none that is known here."""
        try:
            return cls(**json.loads(text))
        except (TypeError, ValueError):
            return None

    def as_text(self) -> str:
        """What `read` reads."""
        return json.dumps(asdict(self))

    def wrote(self, text: str) -> bool:
        """Whether a text is of this holder, whenever it last said that it lives."""
        other = Holder.read(text)
        return other is not None and other.token == self.token

    def heard_now(self) -> Holder:
        """The same, who says now that it lives."""
        return replace(self, heartbeat=_now())

    @property
    def is_alive(self) -> bool | None:
        """Whether its process runs; None where this machine cannot know."""
        if self.machine != this_machine():
            return None
        try:
            process = psutil.Process(self.pid)
            if process.status() == psutil.STATUS_ZOMBIE:
                return False
            apart = abs(process.create_time() - self.process_started)
        except psutil.NoSuchProcess:
            return False
        return bool(apart < _SAME_START_SECONDS)

    def __str__(self) -> str:
        """Who and since when, for people."""
        return (
            f"{self.user} on {self.host} (process {self.pid}; {self.doing}) since {self.since}, "
            f"last heard of at {self.heartbeat}"
        )


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
