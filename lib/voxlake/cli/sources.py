"""`voxlake sources`: the sources that come with voxlake, and those of a lake."""

from __future__ import annotations

import json
from itertools import groupby
from typing import Annotated, Any

import typer

from voxlake.cli.endings import exit_codes
from voxlake.cli.options import Changes, ConfDir, Env, LakeRoot, config_of
from voxlake.core.redact import SafeConsole
from voxlake.core.terminal import say

source_commands = typer.Typer(
    help="Sources that come with voxlake, and those that a lake was fed from."
)


@source_commands.callback(invoke_without_command=True)
def list_(
    context: typer.Context,
    *,
    lake: LakeRoot = None,
    forget: Annotated[
        str, typer.Option(help="Sources, with commas, that the lake is to read no more.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    env: Env = None,
    conf_dir: ConfDir = None,
    changes: Changes = None,
) -> None:
    """List the sources that come with voxlake, and which source files a lake was fed from.

    With --lake, only those of the lake, which a run without --sources reads.
    """
    if context.invoked_subcommand is not None:
        return
    from voxlake.run import feeds  # noqa: PLC0415  (imports pyspark)
    from voxlake.run.launch import place_of  # noqa: PLC0415
    from voxlake.run.shipped import Shipped, shipped_sources  # noqa: PLC0415

    with exit_codes("warning") as command:
        config = config_of(lake, env, conf_dir, changes)
        command.home = home = place_of(config.lake).home
        feeds.forget(home, [name for name in forget.split(",") if name])
        shipped: list[Shipped] = []
        if not lake and not forget:
            shipped = shipped_sources(config.ingest.sources_dir)
        fed = [
            {"name": name, "file": feed.file, "data": feed.data}
            for name, feed in feeds.remembered(home).items()
        ]
        if as_json:
            _say_json({"shipped": [one.facts() for one in shipped], "lake": fed})
            return
        for group, members in groupby(shipped, key=lambda one: one.group):
            _say(group)
            for line in (line for one in members for line in one.lines()):
                _say(line)
        if shipped and fed:
            _say(f"fed into {home}")
        for one in fed:
            _say(f"{'  ' if shipped else ''}{one['name']}: {one['file']}, data in {one['data']}")


def _say_json(values: Any) -> None:  # noqa: ANN401  (whatever JSON holds)
    _say(json.dumps(values, ensure_ascii=False, indent=1))


def _say(text: str) -> None:
    say(SafeConsole(), text)
