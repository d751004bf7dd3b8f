"""`voxlake sources`: the sources that come with voxlake, those of a lake, and a guess at a file."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path
from shlex import quote
from typing import Annotated, Any

import typer

from voxlake.cli.endings import exit_codes, exit_codes_without_spark, say_error
from voxlake.cli.options import Changes, ConfDir, Env, LakeRoot, config_of
from voxlake.core.errors import ConfigError
from voxlake.core.redact import SafeConsole
from voxlake.core.terminal import harmless, say

_NAMES = 4
"""How many of the names that a source reads are told."""

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


@source_commands.command("guess")
def guess_(
    file: Annotated[
        Path, typer.Argument(help="A file of yours: CSV, JSON, XML or XLSX, or packed.")
    ],
    *,
    to: Annotated[Path | None, typer.Option(help="Write the source file there.")] = None,
    name: Annotated[str | None, typer.Option(help="Name of the source; else the file's.")] = None,
    own: Annotated[
        bool, typer.Option("--own", help="Write one also where a source that ships reads the file.")
    ] = False,
    env: Env = None,
    conf_dir: ConfDir = None,
    changes: Changes = None,
) -> None:
    """Look at a file's first rows, and write a source file for it, each guess explained.

    Where a source that comes with voxlake reads the file, it is named instead.
    """
    from voxlake.ingest.guess.guesses import guess  # noqa: PLC0415
    from voxlake.ingest.guess.known import data_folder, fitting  # noqa: PLC0415
    from voxlake.ingest.guess.looks import look_at  # noqa: PLC0415
    from voxlake.ingest.path_patterns import expanded  # noqa: PLC0415
    from voxlake.run.shipped import SAMPLE, shipped_sources  # noqa: PLC0415

    with exit_codes_without_spark("warning"):
        if to and to.exists():
            raise ConfigError(f"{to} is there already: name another file, or remove it.")
        look = look_at(file)
        folder = config_of(None, env, conf_dir, changes).ingest.sources_dir
        shipped = [one for one in shipped_sources(folder) if one.group != SAMPLE]
        known = fitting(look, [source for one in shipped for source in one.sources])
        if known and not own:
            (of,) = (one for one in shipped if known[0] in one.sources)
            _say(f"{file.name} looks like what the source {of.name} reads:")
            for line in of.lines():
                _say(line)
            data = data_folder(file.absolute(), known[0])
            if data is None:
                names = ", ".join(expanded(known[0].path)[:_NAMES])
                _say(f"It reads files named and placed such as {names}: rename or move yours.")
            _say(f"voxlake run --sources {of.name} --data {quote(str(data)) if data else 'FOLDER'}")
            _say("A source file of your own all the same: voxlake sources guess --own")
            return
        found = guess(file, look, name)
        if to is None:
            typer.echo(harmless(found.text).rstrip("\n"))
        else:
            to.write_text(found.text, encoding="utf-8")
            _say(f"{to} is written: a guess, for you to read through and mend. Then try it:")
            given = f"--sources {quote(str(to))} --data {quote(str(file.absolute().parent))}"
            _say(f"voxlake run {given} --lake NEW --jobs ingest")
        for told in found.needed:
            say_error(f"needed: {told}")


def _say_json(values: Any) -> None:  # noqa: ANN401  (whatever JSON holds)
    _say(json.dumps(values, ensure_ascii=False, indent=1))


def _say(text: str) -> None:
    say(SafeConsole(), text)
