"""What is kept of an error: whose sentence it is decides, since others' may show rows."""

from __future__ import annotations

from contextlib import suppress

from py4j.protocol import Py4JError, Py4JJavaError
from pyspark.errors import PySparkException

from voxlake.core.errors import VoxlakeError
from voxlake.core.redact import redacted
from voxlake.run.stopping import Stopped

_CHARACTERS = 300


def reason_of(error: BaseException) -> str:
    """Why a job failed, as `job_runs` keeps it: no values of rows, no passwords.

    Of our own errors it is the first line of their sentence without the values that they show. Of
    an error of Spark, Delta, pandas or the system it is the kind alone, since their messages
    quote rows: what the run printed says more.
    """
    if isinstance(error, Stopped):
        return str(error)
    name = type(error).__name__
    if isinstance(error, VoxlakeError):
        line = next(iter(error.reason.splitlines()), "")
        return redacted(f"{name}: {line}")[:_CHARACTERS]
    kind = _kind(error)
    return f"{name}{f' ({kind})' if kind else ''}: what the run printed says more"


def _kind(error: BaseException) -> str:
    """What an error says of itself that is of no row."""
    with suppress(Py4JError):  # the JVM may be gone
        if isinstance(error, PySparkException):
            return str(error.getErrorClass() or "")
        if isinstance(error, Py4JJavaError):
            return str(error.java_exception.getClass().getName())
    return str(error.strerror or "") if isinstance(error, OSError) else ""
