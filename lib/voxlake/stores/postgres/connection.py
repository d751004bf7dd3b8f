"""How PostgreSQL is reached, and what its errors mean to who runs the job."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, LiteralString

import psycopg
from psycopg import errors as pg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from voxlake.core.errors import ConfigError, PlatformError, QualityError, VoxlakeError
from voxlake.core.redact import redacted
from voxlake.stores.postgres.settings import PostgresSettings

_SETTINGS: LiteralString = "SET timezone = 'UTC'; SET datestyle = 'ISO, YMD'"
_AGAIN = "Readers see the rows as they were before; run the job again."
_MEANT: tuple[tuple[type[psycopg.Error], type[VoxlakeError], str], ...] = (
    (
        pg.InsufficientPrivilege,
        PlatformError,
        "PostgreSQL does not let the user do this: {said}. The user needs CREATE on the database, "
        "or its own schema: CREATE SCHEMA {schema} AUTHORIZATION <user>.",
    ),
    (
        pg.LockNotAvailable,
        PlatformError,
        "Another session has held a lock on a table of the schema {schema} for more than "
        "{seconds} s (postgres.lock_timeout_s). {again}",
    ),
    (
        pg.DependentObjectsStillExist,
        ConfigError,
        "A view of your own needs a column that is to go: {said}. {detail}. Drop the view, run the "
        "job again, and make the view anew.",
    ),
    (
        pg.IntegrityError,
        QualityError,
        "Rows break a rule of their table in PostgreSQL: {said}. {again}",
    ),
    (
        pg.UndefinedObject,
        ConfigError,
        "PostgreSQL does not know what postgres.readers names: {said}.",
    ),
    (
        psycopg.OperationalError,
        PlatformError,
        "PostgreSQL does not answer, or does not let us in: {said}. See that the server runs and "
        "that postgres.address, its password and postgres.tls are right. {again}",
    ),
    (psycopg.Error, PlatformError, "PostgreSQL refuses ({kind}): {said}. {again}"),
)
"""What errors mean, the first that fits: the kind of ours, and what to say."""


def address_of(settings: PostgresSettings, secret: Callable[[str], str]) -> str:
    """All that a connection needs, with the password: never to be logged or kept.

    Args:
        settings: The section `postgres`.
        secret: Gives what the environment variable of a name holds.

    Raises:
        ConfigError: no address is set, or it is none; the message does not repeat it.
    """
    if (settings.address is None) == (settings.address_env is None):
        raise ConfigError(
            "publish_postgres needs one of postgres.address (without a password) and "
            "postgres.address_env, the name of an environment variable that holds the address."
        )
    address = settings.address or secret(str(settings.address_env))
    known: dict[str, Any] = {
        "sslmode": settings.tls,
        "connect_timeout": settings.timeout_s,
        "application_name": "voxlake",
        "client_encoding": "utf8",
        "keepalives_idle": 30,
    }
    if settings.password_env:
        known["password"] = secret(settings.password_env)
    if settings.tls_root or settings.tls == "verify-full":
        known["sslrootcert"] = settings.tls_root or "system"
    try:
        host = str(conninfo_to_dict(address).get("host") or "")
        if host.startswith("/"):  # a Unix socket, which knows no TLS
            known |= {"sslmode": "disable", "sslrootcert": ""}
        return make_conninfo(address, **known)
    except psycopg.ProgrammingError:
        where = "postgres.address" if settings.address else f"the variable {settings.address_env}"
        raise ConfigError(
            f"What {where} holds is no address of PostgreSQL: write it like "
            "postgresql://user@host:5432/database, with %-signs before special characters."
        ) from None


def connect(address: str, *, autocommit: bool = False) -> psycopg.Connection:
    """A connection that reads and writes times of UTC; raises what psycopg raises."""
    connection = psycopg.connect(address, autocommit=autocommit)
    with connection.transaction():
        connection.execute(_SETTINGS)
    return connection


@contextmanager
def foreseen(settings: PostgresSettings) -> Iterator[None]:
    """Turn errors of PostgreSQL into ours, which say what to do and show no row and no password.

    Raises:
        PlatformError: the server is down or lost, or refuses what is to be done.
        ConfigError: something of the server's own is in the way.
        QualityError: rows break a key.
    """
    try:
        yield
    except psycopg.Error as error:
        raise explained(error, settings) from error


def explained(error: psycopg.Error, settings: PostgresSettings) -> VoxlakeError:
    """The error as one of ours."""
    told = {
        "said": redacted(_said(error)),
        "kind": type(error).__name__,
        "detail": error.diag.message_detail or "",
        "schema": settings.schema_name,
        "seconds": settings.lock_timeout_s,
        "again": _AGAIN,
    }
    kind, text = next((kind, text) for of, kind, text in _MEANT if isinstance(error, of))
    return kind(text.format(**told))


def _said(error: psycopg.Error) -> str:
    """The first line of what the server or the client says; values of rows stand in later ones."""
    lines = [line.strip() for line in str(error.diag.message_primary or error).splitlines()]
    return next(filter(None, lines), type(error).__name__).rstrip(".")


def require_utf8(connection: psycopg.Connection) -> None:
    """See that the database can hold every character.

    Raises:
        ConfigError: it has another encoding.
    """
    encoding = connection.execute("SHOW server_encoding").fetchone()
    if encoding != ("UTF8",):
        raise ConfigError(
            f"The database has the encoding {(encoding or ('?',))[0]}, which lacks characters: "
            "make one with ENCODING 'UTF8'."
        )
