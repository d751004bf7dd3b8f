"""`voxlake mcp`: answers the questions of an assistant to the lake."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from voxlake.cli.endings import say_error
from voxlake.core import logs
from voxlake.core.errors import ConfigError, VoxlakeError
from voxlake.core.redact import SafeConsole
from voxlake.core.terminal import say
from voxlake.run.config import Config, load
from voxlake.run.unforeseen import foreseen, told


def mcp(
    *,
    lake: Annotated[
        str | None, typer.Option("--lake", help="Folder of the lake, or s3a://.")
    ] = None,
    http: Annotated[
        bool, typer.Option("--http", help="Answer at /mcp over HTTP, not over stdin and stdout.")
    ] = False,
    port: Annotated[
        int | None, typer.Option(help="Port of --http, in the place of api.port; 0: any.")
    ] = None,
    env: Annotated[
        str | None, typer.Option(help="Environment: reads <env>.yaml after base.yaml.")
    ] = None,
    conf_dir: Annotated[
        str | None, typer.Option(help="Folder of the config: a path or s3a://.")
    ] = None,
    changes: Annotated[
        list[str] | None, typer.Option("--set", help="section.key=value; may repeat.")
    ] = None,
    log_level: Annotated[
        str, typer.Option(help="debug, info, warning or error; JSON lines on stderr.")
    ] = "warning",
) -> None:
    """Let an assistant ask gold tables in words, read-only, by the Model Context Protocol."""
    home = lake
    try:
        logs.set_up(log_level)
        more = [f"lake.root={json.dumps(lake, ensure_ascii=False)}"] if lake else []
        more += [] if port is None else [f"api.port={port}"]
        config = load(conf_dir=conf_dir, env=env, overrides=[*more, *(changes or [])])
        home = config.lake.root
        _serve(config, is_http=http)
    except Exception as error:
        known = foreseen(error)
        say_error(str(known) if known else told(error, f"voxlake {' '.join(sys.argv[1:])}", home))
        raise typer.Exit(known.exit_code if known else VoxlakeError.exit_code) from error


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
