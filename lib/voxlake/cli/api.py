"""`voxlake api`: answers questions to the lake over HTTP."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from voxlake.cli.endings import say_error
from voxlake.core import logs
from voxlake.core.errors import VoxlakeError
from voxlake.core.redact import SafeConsole
from voxlake.core.terminal import say
from voxlake.run.config import load
from voxlake.run.unforeseen import foreseen, told


def api(
    lake: Annotated[
        str | None, typer.Option("--lake", help="Folder of the lake, or s3a://.")
    ] = None,
    port: Annotated[int | None, typer.Option(help="Port; 0 for any that is free.")] = None,
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
    """Answer questions to gold tables over HTTP, without Spark, until it is stopped."""
    home = lake
    try:
        logs.set_up(log_level)
        more = [f"lake.root={json.dumps(lake, ensure_ascii=False)}"] if lake else []
        more += [] if port is None else [f"api.port={port}"]
        config = load(conf_dir=conf_dir, env=env, overrides=[*more, *(changes or [])])
        home = config.lake.root

        from voxlake.serve.api.server import serve, services_of  # noqa: PLC0415  (extra `api`)

        serve(services_of(config), _began)
    except Exception as error:
        known = foreseen(error)
        say_error(str(known) if known else told(error, f"voxlake {' '.join(sys.argv[1:])}", home))
        raise typer.Exit(known.exit_code if known else VoxlakeError.exit_code) from error


def _began(address: str) -> None:
    say(SafeConsole(), f"Answering at {address}/v1; Ctrl-C stops it.")
