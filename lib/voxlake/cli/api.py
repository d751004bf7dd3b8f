"""`voxlake api`: answers questions to the lake over HTTP."""

from __future__ import annotations

from typing import Annotated

import typer

from voxlake.cli.endings import exit_codes_without_spark
from voxlake.cli.options import Changes, ConfDir, Env, LakeRoot, Level, config_of
from voxlake.core.errors import ConfigError
from voxlake.core.redact import SafeConsole
from voxlake.core.terminal import say
from voxlake.run.config import Config


def api(
    *,
    lake: LakeRoot = None,
    port: Annotated[int | None, typer.Option(help="Port; 0 for any that is free.")] = None,
    env: Env = None,
    conf_dir: ConfDir = None,
    changes: Changes = None,
    log_level: Level = "warning",
) -> None:
    """Answer questions to gold tables over HTTP, without Spark, until it is stopped."""
    with exit_codes_without_spark(log_level) as command:
        more = [] if port is None else [f"api.port={port}"]
        config = config_of(lake, env, conf_dir, [*more, *(changes or [])])
        command.home = config.lake.root
        _serve(config)


def _serve(config: Config) -> None:
    try:
        from voxlake.serve.api.server import serve, services_of  # noqa: PLC0415  (extra `api`)
    except ModuleNotFoundError as error:
        raise ConfigError(
            f"The API needs {error.name}, which is not here: pip install 'voxlake[api]'."
        ) from error
    serve(services_of(config), _began)


def _began(address: str) -> None:
    say(SafeConsole(), f"Answering at {address}/v1; Ctrl-C stops it.")
