"""Tells whose a key is."""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from argon2.exceptions import Argon2Error, InvalidHashError

from voxlake.core.errors import VoxlakeError
from voxlake.run.auth_settings import AuthSettings
from voxlake.serve.auth.key_file import KEY, KeyFile, KeyRecord
from voxlake.serve.auth.principal import Principal, admitted
from voxlake.serve.errors import RefusedError

_log = logging.getLogger(__name__)
_AT_ONCE = 2
"""Hashes that are made at once: each takes argon2.memory_kib of memory."""
_RETRY_S = 5.0


def _utc_now() -> datetime:
    return datetime.now(UTC)


class KnownKeys:
    """The keys of a file, as they were at most `refresh_s` ago.

    A key that was right is remembered for `cache_s`, by a hash that only this process can make;
    whether it is revoked or expired is asked of its record each time.
    """

    def __init__(
        self,
        file: KeyFile,
        settings: AuthSettings,
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._file = file
        self._settings = settings
        self._clock = clock
        self._now = now
        self._dummy = file.hashes.hash(secrets.token_urlsafe(32))
        self._salt = secrets.token_bytes(32)
        self._right: OrderedDict[bytes, tuple[str, float]] = OrderedDict()
        self._records: Mapping[str, KeyRecord] = {}
        self._read_at: float | None = None
        self._failed_at: float | None = None
        self._lock = threading.Lock()
        self._hashing = threading.BoundedSemaphore(_AT_ONCE)

    def principal_of(self, key: str) -> Principal:
        """Whose the key is.

        A key with an id that nobody has costs as much as one with a wrong secret.

        Raises:
            RefusedError: it is nobody's, revoked or expired (401), or the file of keys does not
                answer (503).
        """
        parts = KEY.fullmatch(key)
        record = self._now_known().get(parts["id"]) if parts else None
        if not parts or not self._is_right(key, parts["secret"], record) or record is None:
            raise RefusedError(401, "unknown_key", "This key is not known here: check it.")
        if record.revoked_at is not None:
            raise RefusedError(401, "key_revoked", "This key was revoked: ask for another.")
        if not record.is_good(self._now()):
            raise RefusedError(401, "key_expired", "This key expired: ask for another.")
        return admitted(self._settings, record.name, record.roles, "key", record.resources)

    def _is_right(self, key: str, secret: str, record: KeyRecord | None) -> bool:
        digest = hmac.digest(self._salt, key.encode(), hashlib.sha256)
        if record and self._is_remembered(digest, record):
            return True
        with self._hashing:
            is_right = self._matches(record.hash if record else self._dummy, secret)
        if record and is_right:
            self._remember(digest, record)
        return is_right

    def _matches(self, hash_: str, secret: str) -> bool:
        try:
            return self._file.hashes.verify(hash_, secret)
        except (Argon2Error, InvalidHashError):
            return False

    def _is_remembered(self, digest: bytes, record: KeyRecord) -> bool:
        with self._lock:
            hash_, until = self._right.get(digest, ("", 0.0))
            return hash_ == record.hash and self._clock() < until

    def _remember(self, digest: bytes, record: KeyRecord) -> None:
        with self._lock:
            self._right[digest] = (record.hash, self._clock() + self._settings.cache_s)
            self._right.move_to_end(digest)
            while len(self._right) > self._settings.cached_keys:
                self._right.popitem(last=False)

    def _now_known(self) -> Mapping[str, KeyRecord]:
        """The keys by their ids, read again where they are too old to be believed."""
        with self._lock:
            now = self._clock()
            if self._read_at is not None and now - self._read_at < self._settings.refresh_s:
                return self._records
            if self._failed_at is not None and now - self._failed_at < _RETRY_S:
                raise _unread()
            try:
                self._records = {record.id: record for record in self._file.records()}
            except (VoxlakeError, OSError) as error:
                _log.error("the file of keys cannot be read: %s", error)
                self._failed_at = now
                raise _unread() from error
            self._read_at, self._failed_at = now, None
            return self._records


def _unread() -> RefusedError:
    return RefusedError(503, "keys_unread", "Keys cannot be checked just now: try again soon.")
