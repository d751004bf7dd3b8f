"""The file of those who may log in to `voxlake thrift`: names and hashes of passwords."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import stat
import tempfile
from pathlib import Path

from voxlake.core.errors import ConfigError
from voxlake.core.faults import local_errors

ITERATIONS = 600_000
"""Rounds of PBKDF2-HMAC-SHA256, as the OWASP Password Storage Cheat Sheet has them."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
_SALT_BYTES, _PASSWORD_BYTES = 16, 24


def default_users() -> Path:
    """Where the file is unless it is named."""
    return Path.home() / ".config" / "voxlake" / "thrift_users"


def add_user(path: Path, name: str) -> str:
    """Let a user in, with a new password, which is returned and kept nowhere.

    Raises:
        ConfigError: the name has other than letters, digits and `._@-`.
    """
    if not _NAME.fullmatch(name):
        raise ConfigError(f"{name!r} is no name: 1 to 64 letters, digits and . _ @ - are.")
    password, salt = secrets.token_urlsafe(_PASSWORD_BYTES), secrets.token_bytes(_SALT_BYTES)
    digest = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, ITERATIONS)
    known = _read(path)
    known[name] = f"{name}:{ITERATIONS}:{salt.hex()}:{digest.hex()}"
    _write(path, known)
    return password


def remove_user(path: Path, name: str) -> None:
    """Let a user in no more; connections that are open stay.

    Raises:
        ConfigError: there is no such user.
    """
    known = _read(path)
    if known.pop(name, None) is None:
        raise ConfigError(
            f"{path} has no user {name!r}; it has {', '.join(sorted(known)) or 'none'}."
        )
    _write(path, known)


def require_users(path: Path) -> None:
    """Refuse a file without users, or one that others of the machine may read.

    Raises:
        ConfigError: it is so; says what to do.
    """
    if not _read(path):
        raise ConfigError(f"Nobody may log in: {path} has no user. voxlake thrift-user add NAME")
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise ConfigError(
            f"Others may read {path}, which has hashes of passwords: chmod 600 {path}"
        )


def _read(path: Path) -> dict[str, str]:
    try:
        with local_errors(str(path)):
            lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    return {line.partition(":")[0]: line for line in lines if line.strip()}


def _write(path: Path, known: dict[str, str]) -> None:
    """Replace the file at once: whoever logs in meanwhile finds the old one or the new one."""
    with local_errors(str(path)):
        path.parent.mkdir(parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(prefix=".users-", dir=path.parent)  # for its owner alone
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in known.values())
        Path(name).replace(path)
