"""The file of keys: a hash, a name and a scope of each, never the key itself."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from pydantic import AwareDatetime, BaseModel, ValidationError

from voxlake.core import storage
from voxlake.core.errors import ConfigError, PlatformError
from voxlake.run.auth_settings import Argon2Settings, AuthSettings, Role
from voxlake.run.lock_file import lock_file

KEY = re.compile(r"vlk_(?P<id>[0-9a-f]{16})_(?P<secret>[A-Za-z0-9_-]{43})")
"""How a key reads: a mark, the id that it is looked up by, and 256 bits by chance."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
_RESOURCE = re.compile(r"[a-z][a-z0-9_-]{0,63}")
_TRIES = 20


class KeyRecord(BaseModel, frozen=True, extra="forbid"):
    """What is kept of a key; times are UTC."""

    id: str
    name: str
    hash: str
    roles: tuple[Role, ...]
    resources: tuple[str, ...] = ()
    created_at: AwareDatetime
    expires_at: AwareDatetime
    revoked_at: AwareDatetime | None = None

    def is_good(self, now: datetime) -> bool:
        """Whether it is neither revoked nor expired."""
        return self.revoked_at is None and now < self.expires_at


class _Keys(BaseModel, frozen=True, extra="forbid"):
    keys: tuple[KeyRecord, ...] = ()


Records = tuple[KeyRecord, ...]


def place_of_keys(settings: AuthSettings, home: str | None) -> str:
    """Where the file of keys is, for a lake of this home.

    Raises:
        ConfigError: neither the settings nor the lake say where.
    """
    if settings.keys:
        return settings.keys
    if home is None:
        raise ConfigError("Where are keys kept? Set auth.keys, or lake.home of a catalog.")
    return f"{home.rstrip('/')}/_voxlake/keys.json"


def hasher(settings: Argon2Settings) -> PasswordHasher:
    """What hashes keys, at the cost that the settings name."""
    return PasswordHasher(
        time_cost=settings.time_cost,
        memory_cost=max(settings.memory_kib, 8 * settings.parallelism),
        parallelism=settings.parallelism,
    )


@dataclass(frozen=True)
class KeyFile:
    """The keys of a file, on this machine or on S3; two who change it at once lose nothing."""

    place: str
    hashes: PasswordHasher

    def records(self) -> Records:
        """All keys that there ever were, the oldest first; none where there is no file.

        Raises:
            ConfigError: the file is none of keys.
            PlatformError: the storage does not answer.
        """
        try:
            return self._read(storage.read_text(self.place))
        except FileNotFoundError:
            return ()

    def add(
        self, name: str, roles: Iterable[Role], resources: Iterable[str], days: int, now: datetime
    ) -> str:
        """Make a key, and give it: it is kept nowhere.

        Raises:
            ConfigError: a good key has the name, or the name, a resource or the roles are none.
        """
        chosen, scope = tuple(sorted(set(roles))), tuple(sorted(set(resources)))
        _require(name, chosen, scope)
        key, record = self._made(name, chosen, scope, now, timedelta(days=days))

        def added(records: Records) -> Records:
            if any(old.name == name and old.is_good(now) for old in records):
                raise ConfigError(f"There is a key {name!r}: rotate or revoke it, or name another.")
            return (*records, record)

        self._change(added)
        return key

    def revoke(self, name: str, now: datetime) -> None:
        """Let no key of a name in any more.

        Raises:
            ConfigError: no key of the name is good.
        """

        def revoked(records: Records) -> Records:
            _good(records, name, now)
            return tuple(_ended(r, now) if r.name == name else r for r in records)

        self._change(revoked)

    def rotate(self, name: str, now: datetime, overlap: timedelta) -> str:
        """Make a new key in the place of the good one of a name, for as long again, and give it.

        Args:
            name: The name, which the new one keeps, with its roles and resources.
            now: When, UTC.
            overlap: How long the old one is still good; at most as long as it was.

        Raises:
            ConfigError: no key of the name is good.
        """
        was = _good(self.records(), name, now)
        key, record = self._made(
            name, was.roles, was.resources, now, was.expires_at - was.created_at
        )

        def rotated(records: Records) -> Records:
            now_good = _good(records, name, now)
            if now_good.id != was.id:
                raise ConfigError(f"The key {name!r} was changed meanwhile: try again.")
            kept = tuple(_ended(r, now, overlap) if r.name == name else r for r in records)
            return (*kept, record)

        self._change(rotated)
        return key

    def _made(
        self,
        name: str,
        roles: tuple[Role, ...],
        resources: tuple[str, ...],
        now: datetime,
        good_for: timedelta,
    ) -> tuple[str, KeyRecord]:
        id_, secret = secrets.token_hex(8), secrets.token_urlsafe(32)
        record = KeyRecord(
            id=id_,
            name=name,
            hash=self.hashes.hash(secret),
            roles=roles,
            resources=resources,
            created_at=now,
            expires_at=now + good_for,
        )
        return f"vlk_{id_}_{secret}", record

    def _change(self, change: Callable[[Records], Records]) -> None:
        file = lock_file(self.place)
        for _ in range(_TRIES):
            found = file.read()
            text = _Keys(keys=change(self._read(found.text) if found else ())).model_dump_json(
                indent=1
            )
            if file.swap(text, found.tag) if found else file.create(text):
                return
        raise PlatformError(f"{self.place} was changed by others {_TRIES} times: try again.")

    def _read(self, text: str) -> Records:
        try:
            return _Keys.model_validate_json(text).keys
        except ValidationError as error:
            raise ConfigError(
                f"{self.place} is no file of keys: put back what it was, or name another by "
                "auth.keys."
            ) from error


def _require(name: str, roles: tuple[Role, ...], resources: tuple[str, ...]) -> None:
    if not _NAME.fullmatch(name):
        raise ConfigError(
            f"{name!r} is no name of a key: give up to 64 letters, digits and . _ @ -, a letter or "
            "digit first."
        )
    if not roles:
        raise ConfigError(f"The key {name!r} needs a role: {', '.join(Role)}.")
    if wrong := [r for r in resources if not _RESOURCE.fullmatch(r)]:
        raise ConfigError(f"{wrong[0]!r} is no resource: name them as in /v1/<resource>.")


def _good(records: Records, name: str, now: datetime) -> KeyRecord:
    """The newest good key of a name."""
    found = [r for r in records if r.name == name and r.is_good(now)]
    if not found:
        raise ConfigError(f"No key {name!r} is good: `voxlake keys list` names all.")
    return found[-1]


def _ended(record: KeyRecord, now: datetime, overlap: timedelta = timedelta()) -> KeyRecord:
    """The key, good for no longer than the overlap."""
    if not record.is_good(now):
        return record
    if not overlap:
        return record.model_copy(update={"revoked_at": now})
    return record.model_copy(update={"expires_at": min(record.expires_at, now + overlap)})
