"""Documents in Redis.

A document is a hash, `prefix:users:<id>`, with a field for each version: the generation, and JSON
or, where the document is gone, an empty text. A collection's pointer is the text `prefix:users`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from voxlake.core.errors import ConfigError, PlatformError, brief
from voxlake.stores.documents.settings import RedisSettings
from voxlake.stores.documents.store import DocumentStore, MovedError, Pointer, Retry, Version

_BATCH = 200  # commands that are sent at once
_PASSES = ("BUSY", "NOREPLICAS")
"""How errors begin that pass and that the client has no class of."""


class RedisStore(DocumentStore):
    """A Redis server, whose primary both readers and the writer ask."""

    def __init__(
        self, settings: RedisSettings, password: str | None, retry: Retry, timeout_s: float
    ) -> None:
        """Open the server, of which nothing is asked yet.

        Raises:
            ConfigError: the client is not installed.
        """
        try:
            import redis  # noqa: PLC0415  (of the extra [documents])
            from redis.backoff import NoBackoff  # noqa: PLC0415
            from redis.retry import Retry as OwnRetry  # noqa: PLC0415
        except ImportError as error:
            raise ConfigError(
                "documents.store redis needs the package redis: pip install 'voxlake[documents]'."
            ) from error
        self._retry = retry
        self._prefix = settings.prefix
        self._client: Any = redis.Redis(
            host=settings.host,
            port=settings.port,
            db=settings.database,
            username=settings.user,
            password=password,
            socket_timeout=timeout_s,
            socket_connect_timeout=timeout_s,
            retry=OwnRetry(NoBackoff(), 0),  # ours counts all tries
            decode_responses=True,
            ssl=settings.tls,
            ssl_ca_certs=settings.ca_file,
        )

    def put_many(self, collection: str, versions: Sequence[Version]) -> None:
        """Write versions, many commands at once."""
        commands: list[tuple[Any, ...]] = []
        for one in versions:
            key = self._key(collection, one.document_id)
            commands.append(("HSET", key, str(one.generation), one.body or ""))
            expires = ("EXPIREAT", key, one.expires_at) if one.expires_at else ("PERSIST", key)
            commands.append(expires)
        self._send(commands)

    def delete_many(self, collection: str, keys: Sequence[tuple[str, int]]) -> None:
        """Remove versions; a document without any is no more."""
        self._send(
            [("HDEL", self._key(collection, one), str(generation)) for one, generation in keys]
        )

    def pointer(self, collection: str) -> Pointer | None:
        """What is in force."""
        [text] = self._send([("GET", self._key(collection))])
        return _pointer(text)

    def switch(self, collection: str, to: Pointer, *, before: int) -> None:
        """Move the pointer in a transaction that fails where somebody else moved it."""
        self._call(lambda: self._switch(collection, to, before))

    def newest(
        self, collection: str, document_ids: Iterable[str], *, upto: int
    ) -> Mapping[str, Version]:
        """All documents at once."""
        ids = list(document_ids)
        answers = self._send([("HGETALL", self._key(collection, one)) for one in ids])
        found = {}
        for one, fields in zip(ids, answers, strict=True):
            if known := [int(field) for field in fields if int(field) <= upto]:
                found[one] = Version(one, max(known), fields[str(max(known))] or None)
        return found

    def close(self) -> None:
        """Give connections back."""
        self._client.close()

    def _key(self, *names: str) -> str:
        return ":".join((self._prefix, *names))

    def _switch(self, collection: str, to: Pointer, before: int) -> None:
        from redis.exceptions import WatchError  # noqa: PLC0415

        key = self._key(collection)
        text = json.dumps(
            {"generation": to.generation, "mark": to.mark, "as_of": to.as_of.isoformat()}
        )
        with self._client.pipeline() as pipe:
            pipe.watch(key)
            stands = _pointer(pipe.get(key))
            if stands == to:  # ours, where only the answer was lost
                return
            if (stands.generation if stands else 0) != before:
                raise MovedError(collection)
            pipe.multi()
            pipe.set(key, text)
            try:
                pipe.execute()
            except WatchError as error:
                raise MovedError(collection) from error

    def _send(self, commands: Sequence[tuple[Any, ...]]) -> list[Any]:
        answers: list[Any] = []
        for batch in _batches(commands):
            answers += self._call(partial(self._execute, batch))
        return answers

    def _execute(self, commands: Sequence[tuple[Any, ...]]) -> list[Any]:
        with self._client.pipeline(transaction=False) as pipe:
            for command in commands:
                pipe.execute_command(*command)
            # An error that the client raises would show the command, and with it a document.
            answers = list(pipe.execute(raise_on_error=False))
        for answer in answers:
            if isinstance(answer, Exception):
                raise answer
        return answers

    def _call(self, call: Any) -> Any:  # noqa: ANN401  (as the client has them)
        import redis  # noqa: PLC0415

        try:
            return self._retry.calling(call, _passes)
        except redis.AuthenticationError as error:
            raise ConfigError(
                "Redis refuses the user or the password: check documents.redis.user and the "
                "variable that documents.redis.password_env names."
            ) from error
        except redis.RedisError as error:
            raise PlatformError(f"Redis refuses a request: {brief(error)}.") from error


def _pointer(text: Any) -> Pointer | None:  # noqa: ANN401
    if not text:
        return None
    told = json.loads(text)
    return Pointer(told["generation"], told["mark"], date.fromisoformat(told["as_of"]))


def _batches(commands: Sequence[tuple[Any, ...]]) -> Iterator[Sequence[tuple[Any, ...]]]:
    for start in range(0, len(commands), _BATCH):
        yield commands[start : start + _BATCH]


def _passes(error: Exception) -> bool:
    import redis  # noqa: PLC0415

    if isinstance(error, redis.AuthenticationError | redis.exceptions.AuthorizationError):
        return False
    if isinstance(error, redis.BusyLoadingError | redis.ReadOnlyError | redis.ConnectionError):
        return True
    if isinstance(error, redis.TimeoutError | redis.exceptions.TryAgainError):
        return True
    if isinstance(error, redis.exceptions.ClusterDownError):  # that of a lost primary is one, too
        return True
    return isinstance(error, redis.ResponseError) and str(error).startswith(_PASSES)
