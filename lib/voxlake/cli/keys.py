"""`voxlake keys`: makes, lists, ends and replaces the keys that the API lets in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from voxlake.cli.endings import exit_codes
from voxlake.cli.options import Changes, ConfDir, Env, LakeRoot, config_of
from voxlake.core.errors import ConfigError
from voxlake.core.redact import SafeConsole
from voxlake.core.terminal import say
from voxlake.run.auth_settings import AuthSettings, Role

if TYPE_CHECKING:
    from voxlake.serve.auth.key_file import KeyFile, KeyRecord

keys = typer.Typer(no_args_is_help=True, help="Keys that the API lets in.")

Name = Annotated[str, typer.Argument(help="What the key is called, in lists and the audit log.")]


@keys.command("add")
def add(
    name: Name,
    *,
    role: Annotated[
        list[Role], typer.Option(help="reader, analyst, marketer or operator; may repeat.")
    ],
    resources: Annotated[
        str, typer.Option(help="Only these of /v1/<resource>, with commas; else all.")
    ] = "",
    days: Annotated[
        int | None, typer.Option(min=1, max=3_650, help="Days for which it is good.")
    ] = None,
    lake: LakeRoot = None,
    env: Env = None,
    conf_dir: ConfDir = None,
    changes: Changes = None,
) -> None:
    """Make a key and show it, this once."""
    with exit_codes("warning"):
        file, settings = _file(lake, env, conf_dir, changes)
        scope = [word.strip() for word in resources.split(",") if word.strip()]
        _show(file.add(name, role, scope, days or settings.key_days, _now()))


@keys.command("list")
def list_(
    lake: LakeRoot = None, env: Env = None, conf_dir: ConfDir = None, changes: Changes = None
) -> None:
    """Show all keys that there ever were, without what lets in."""
    with exit_codes("warning"):
        file, _ = _file(lake, env, conf_dir, changes)
        if not (records := file.records()):
            _say("There are no keys: voxlake keys add NAME --role reader")
        for record in records:
            _say(_line(record, _now()))


@keys.command("revoke")
def revoke(
    name: Name,
    lake: LakeRoot = None,
    env: Env = None,
    conf_dir: ConfDir = None,
    changes: Changes = None,
) -> None:
    """Let a key in no more; APIs that run know within a minute."""
    with exit_codes("warning"):
        file, _ = _file(lake, env, conf_dir, changes)
        file.revoke(name, _now())
        _say(f"{name} is let in no more: at once by APIs that start, within a minute by others.")


@keys.command("rotate")
def rotate(
    name: Name,
    *,
    overlap_hours: Annotated[
        int, typer.Option(min=0, max=720, help="Hours for which the old one is still good.")
    ] = 0,
    lake: LakeRoot = None,
    env: Env = None,
    conf_dir: ConfDir = None,
    changes: Changes = None,
) -> None:
    """Make a new key in the place of one, with its roles and resources, and show it, this once."""
    with exit_codes("warning"):
        file, _ = _file(lake, env, conf_dir, changes)
        _show(file.rotate(name, _now(), timedelta(hours=overlap_hours)))


def _file(
    lake: str | None, env: str | None, conf_dir: str | None, changes: Iterable[str] | None
) -> tuple[KeyFile, AuthSettings]:
    try:
        from voxlake.serve.auth.key_file import KeyFile, hasher, place_of_keys  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise ConfigError(
            f"Keys need {error.name}, which is not installed: pip install 'voxlake[api]'."
        ) from error
    config = config_of(lake, env, conf_dir, changes)
    file = place_of_keys(config.auth, config.lake.root or config.lake.home)
    return KeyFile(file, hasher(config.auth.argon2)), config.auth


def _line(record: KeyRecord, now: datetime) -> str:
    ends = f"expires {record.expires_at:%Y-%m-%d}"
    if record.revoked_at:
        ends = f"revoked {record.revoked_at:%Y-%m-%d}"
    elif not record.is_good(now):
        ends = f"expired {record.expires_at:%Y-%m-%d}"
    scope = ", ".join(record.resources) or "all resources"
    roles = ", ".join(record.roles)
    return f"{record.name} ({record.id}): {roles}; {scope}; made {record.created_at:%F}; {ends}"


def _show(key: str) -> None:
    _say("Keep this key now: it is stored nowhere and shown this once.")
    _say(key)


def _now() -> datetime:
    return datetime.now(UTC)


def _say(text: str) -> None:
    say(SafeConsole(), text)
