"""Logs as JSON lines on standard error, each with its run, job and days."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from types import MappingProxyType

from voxlake.core.errors import ConfigError
from voxlake.core.redact import redacted
from voxlake.core.terminal import harmless

_FIELDS: ContextVar[Mapping[str, str]] = ContextVar(
    "voxlake_log_fields", default=MappingProxyType({})
)
_LEVELS = ("debug", "info", "warning", "error", "critical")
_LOUD = ("py4j", "mlflow", "alembic", "botocore", "matplotlib")


class _JsonLines(logging.Formatter):
    """One line of JSON for each record."""

    def format(self, record: logging.LogRecord) -> str:
        """The record with the fields in force, and its traceback where it has one."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            **_FIELDS.get(),
            "logger": record.name,
            "message": redacted(record.getMessage()),
        }
        if record.exc_info:
            line["traceback"] = redacted(self.formatException(record.exc_info))
        return harmless(json.dumps(line, ensure_ascii=False))  # which stays JSON


def set_up(level: str) -> None:
    """Send voxlake's logs of this level and above to standard error; others' from warnings on.

    Raises:
        ConfigError: there is no such level.
    """
    if level.lower() not in _LEVELS:
        raise ConfigError(f"--log-level {level!r} is none of {', '.join(_LEVELS)}.")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("voxlake").setLevel(level.upper())
    os.environ["MLFLOW_LOGGING_LEVEL"] = "ERROR"  # it sets its own logger up when it is imported
    os.environ["MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR"] = "false"
    os.environ["MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT"] = "true"  # which may hold a password
    for name in _LOUD:
        logging.getLogger(name).setLevel(logging.ERROR)


@contextmanager
def fields(**values: str) -> Iterator[None]:
    """Give every record inside these fields, such as run, job and days."""
    token = _FIELDS.set({**_FIELDS.get(), **values})
    try:
        yield
    finally:
        _FIELDS.reset(token)
