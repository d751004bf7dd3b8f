"""`voxlake mcp`: answers the questions of an assistant to the lake."""

from __future__ import annotations

from typing import Annotated

import typer

from voxlake.cli.endings import exit_codes_without_spark
from voxlake.cli.options import Changes, ConfDir, Env, LakeRoot, Level, config_of
from voxlake.core.errors import ConfigError
from voxlake.core.redact import SafeConsole
from voxlake.core.terminal import say
from voxlake.run.config import Config


def mcp(
    *,
    lake: LakeRoot = None,
    http: Annotated[
        bool, typer.Option("--http", help="Answer at /mcp over HTTP, not over stdin and stdout.")
    ] = False,
    port: Annotated[
        int | None, typer.Option(help="Port of --http, in the place of api.port; 0: any.")
    ] = None,
    env: Env = None,
    conf_dir: ConfDir = None,
    changes: Changes = None,
    log_level: Level = "warning",
) -> None:
    """Let an assistant ask gold tables in words, read-only, by the Model Context Protocol."""
    with exit_codes_without_spark(log_level) as command:
        more = [] if port is None else [f"api.port={port}"]
        config = config_of(lake, env, conf_dir, [*more, *(changes or [])])
        command.home = config.lake.root
        _serve(config, is_http=http)


def _serve(config: Config, *, is_http: bool) -> None:
    try:
        from voxlake.serve.mcp import transports  # noqa: PLC0415  (extra `mcp`)
    except ModuleNotFoundError as error:
        raise ConfigError(
            f"This needs {error.name}, which is not here: pip install 'voxlake[api,mcp]'."
        ) from error
    if is_http:
        transports.over_http(config, _began)
    else:
        transports.over_streams(config)


def _began(address: str) -> None:
    say(SafeConsole(), f"Answering at {address}/mcp; Ctrl-C stops it.")
