"""One small file that only one of several writers can make, change or remove.

A tag stands for the content that was read; a change or removal with an old tag does nothing.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from voxlake.core import storage
from voxlake.core.faults import local_errors

_CONDITION_FAILED = {"ConditionalRequestConflict", "NoSuchKey", "PreconditionFailed"}


@dataclass(frozen=True)
class Tagged:
    """The text of the file, the tag that stands for it, and how long ago it was written.

    The age is by the clock of the storage alone.
    """

    text: str
    tag: str
    age_seconds: float


class LockFile(Protocol):
    """What a lock asks of a storage."""

    def read(self) -> Tagged | None:
        """What is there; None for nothing."""

    def create(self, text: str) -> bool:
        """Make the file unless it is there; whether it was made."""

    def swap(self, text: str, tag: str) -> bool:
        """Write over the content that the tag stands for; whether it was still there."""

    def remove(self, tag: str) -> bool:
        """Remove the content that the tag stands for; whether it was still there."""


def lock_file(place: str) -> LockFile:
    """The file at a place, on this machine or on S3."""
    return S3LockFile(place) if storage.is_s3(place) else LocalLockFile(storage.local_path(place))


class LocalLockFile:
    """A file of this machine; the system's own lock on a file beside it guards each step.

    The system frees that lock when the process that holds it dies, at whatever step.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Tagged | None:
        """What is there; None for nothing."""
        with self._guarded() as now:
            return self._read(now)

    def create(self, text: str) -> bool:
        """Make the file unless it is there; whether it was made."""
        with self._guarded() as now:
            if self._read(now):
                return False
            storage.write_text(str(self._path), text)
            return True

    def swap(self, text: str, tag: str) -> bool:
        """Write over the content that the tag stands for; whether it was still there."""
        with self._guarded() as now:
            if not self._is(tag, now):
                return False
            storage.write_text(str(self._path), text)
            return True

    def remove(self, tag: str) -> bool:
        """Remove the content that the tag stands for; whether it was still there."""
        with self._guarded() as now:
            if not self._is(tag, now):
                return False
            self._path.unlink()
            return True

    def _is(self, tag: str, now: float) -> bool:
        found = self._read(now)
        return found is not None and found.tag == tag

    def _read(self, now: float) -> Tagged | None:
        try:
            text = self._path.read_text(encoding="utf-8")
            written = self._path.stat().st_mtime
        except FileNotFoundError:
            return None
        return Tagged(text, hashlib.sha256(text.encode()).hexdigest(), now - written)

    @contextmanager
    def _guarded(self) -> Iterator[float]:
        """Keep others out of the block, and give the time as the files' system has it."""
        with local_errors(str(self._path)):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.with_suffix(".guard").open("w") as guard:
                fcntl.flock(guard, fcntl.LOCK_EX)
                os.utime(guard.fileno())
                yield os.fstat(guard.fileno()).st_mtime


class S3LockFile:
    """An object of S3, made and changed by conditional requests; the tag is its ETag."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._bucket, self._key = storage.bucket_and_key(place)
        storage.require_conditional_writes(storage.s3_client())

    def read(self) -> Tagged | None:
        """What is there; None for nothing."""
        try:
            with storage.s3_errors(self._place):
                found = storage.s3_client().get_object(Bucket=self._bucket, Key=self._key)
                said = found["ResponseMetadata"]["HTTPHeaders"].get("date")
                now = parsedate_to_datetime(said) if said else datetime.now(UTC)
                age = (now - found["LastModified"]).total_seconds()
                text = found["Body"].read().decode("utf-8")
                return Tagged(text, found["ETag"], max(age, 0.0))  # S3 tells whole seconds
        except FileNotFoundError:
            return None

    def create(self, text: str) -> bool:
        """Make the file unless it is there; whether it was made."""
        client = storage.s3_client()
        return self._done(partial(client.put_object, Body=text.encode("utf-8"), IfNoneMatch="*"))

    def swap(self, text: str, tag: str) -> bool:
        """Write over the content that the tag stands for; whether it was still there."""
        client = storage.s3_client()
        return self._done(partial(client.put_object, Body=text.encode("utf-8"), IfMatch=tag))

    def remove(self, tag: str) -> bool:
        """Remove the content that the tag stands for; whether it was still there."""
        client = storage.s3_client()
        return self._done(partial(client.delete_object, IfMatch=tag))

    def _done(self, request: Callable[..., object]) -> bool:
        """Send a conditional request; whether its condition held."""
        from botocore.exceptions import ClientError  # noqa: PLC0415  (slow to import)

        with storage.s3_errors(self._place):
            try:
                request(Bucket=self._bucket, Key=self._key)
            except ClientError as error:
                if error.response["Error"]["Code"] in _CONDITION_FAILED:
                    return False
                raise
        return True
