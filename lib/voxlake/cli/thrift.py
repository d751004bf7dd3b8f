"""`voxlake thrift` and `voxlake thrift-user`: SQL over a lake's views for BI tools, by JDBC."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from voxlake.cli.endings import exit_codes
from voxlake.cli.options import Changes, ConfDir, Env, LakeRoot, config_of
from voxlake.cli.thrift_users import add_user, default_users, remove_user
from voxlake.core.redact import SafeConsole
from voxlake.core.terminal import say

Users = Annotated[
    Path | None,
    typer.Option(help="File of those who may log in [~/.config/voxlake/thrift_users]."),
]
Name = Annotated[str, typer.Argument(help="Name that the user logs in with.")]

thrift_user = typer.Typer(no_args_is_help=True, help="Who may log in to `voxlake thrift`.")


def thrift(
    *,
    lake: LakeRoot = None,
    users: Users = None,
    host: Annotated[str, typer.Option(help="Address to listen on, of loopback.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65_535, help="Port to listen on.")] = 10_000,
    personal: Annotated[
        bool, typer.Option("--personal", help="Show the columns that are declared personal too.")
    ] = False,
    timeout: Annotated[int, typer.Option(min=1, help="Seconds that a query may take.")] = 600,
    env: Env = None,
    conf_dir: ConfDir = None,
    changes: Changes = None,
) -> None:
    """Serve SQL over the views of a lake to BI tools (JDBC, ODBC), for reading alone."""
    from voxlake.cli.thrift_server import serve_thrift  # noqa: PLC0415  (imports pyspark)
    from voxlake.run.launch import local_settings, place_of  # noqa: PLC0415

    with exit_codes("info") as command:
        config = config_of(lake, env, conf_dir, changes)
        command.home = config.lake.root or config.lake.home
        ended = serve_thrift(
            place_of(config.lake),
            local_settings(conf_dir),
            users=users or default_users(),
            host=host,
            port=port,
            with_personal=personal,
            timeout_s=timeout,
        )
        raise typer.Exit(ended)


@thrift_user.command("add")
def add(name: Name, users: Users = None) -> None:
    """Let a user in with a new password, which is shown this once."""
    with exit_codes("warning"):
        path = users or default_users()
        password = add_user(path, name)
        say(SafeConsole(), f"{name} may log in with {password} (kept as a hash in {path})")


@thrift_user.command("remove")
def remove(name: Name, users: Users = None) -> None:
    """Let a user in no more."""
    with exit_codes("warning"):
        remove_user(users or default_users(), name)
