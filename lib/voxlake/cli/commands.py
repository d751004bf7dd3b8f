"""The command line: `voxlake run` and its kin, and the entry of every spark-submit job."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from voxlake import pipeline
from voxlake.cli.api import api
from voxlake.cli.endings import Command, exit_codes
from voxlake.cli.keys import keys
from voxlake.cli.mcp import mcp
from voxlake.cli.options import Changes, ConfDir, Env, LakeRoot, Level, config_of, override
from voxlake.cli.sources import source_commands
from voxlake.cli.thrift import thrift, thrift_user
from voxlake.core.days import Days
from voxlake.core.errors import ConfigError
from voxlake.core.redact import SafeConsole
from voxlake.core.terminal import say
from voxlake.run.config import Config, describe

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Posts and orders in, scored and grouped Delta tables out.",
)

First = Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day.")]
Last = Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day.")]
Fit = Annotated[bool, typer.Option("--fit", help="Fit models that have a champion already.")]


def main() -> None:
    """Run the command line; returns after success, since Databricks takes any exit as a failure."""
    try:
        app()
    except SystemExit as end:
        if end.code:
            raise


@app.command("run")
def run(
    lake: LakeRoot = None,
    sources: Annotated[
        str, typer.Option(help="Source files, with commas; else those that the lake was fed from.")
    ] = "",
    data: Annotated[str | None, typer.Option(help="Folder that sources' paths start from.")] = None,
    jobs: Annotated[str, typer.Option(help="Only these jobs, with commas.")] = "",
    from_job: Annotated[str | None, typer.Option(help="This job and those after it.")] = None,
    env: Env = None,
    conf_dir: ConfDir = None,
    first: First = None,
    last: Last = None,
    changes: Changes = None,
    log_level: Level = "warning",
    fit: Fit = False,
    sample: Annotated[
        bool,
        typer.Option("--sample", help="Read a made-up network and shop, as an empty lake does."),
    ] = False,
    reread: Annotated[bool, typer.Option("--reread", help="Read unchanged files again.")] = False,
) -> None:
    """Run the pipeline, or a part of it, in one session."""
    from voxlake.run import launch  # noqa: PLC0415  (imports pyspark)

    more = [override("ingest.data", data)] if data else []
    more += [override("ingest.sources", sources)] if sources else []
    more += ["ingest.reread=true"] if reread else []
    with exit_codes(log_level) as command:
        config = _load(command, lake, env, conf_dir, [*more, *(changes or [])])
        chosen = pipeline.select([name for name in jobs.split(",") if name], from_job)
        days = _days(first, last)
        launch.run(config, conf_dir, chosen, days, fit=fit, sample=sample or None)


def run_job(name: str) -> None:
    """Run one job with the options of the command line: the entry of jobs/<name>.py."""

    def entry(
        lake: LakeRoot = None,
        env: Env = None,
        conf_dir: ConfDir = None,
        first: First = None,
        last: Last = None,
        changes: Changes = None,
        log_level: Level = "info",
        fit: Fit = False,
    ) -> None:
        from voxlake.run import launch  # noqa: PLC0415  (imports pyspark)

        with exit_codes(log_level) as command:
            config = _load(command, lake, env, conf_dir, changes)
            job = pipeline.job_named(name)
            launch.run(config, conf_dir, [job], _days(first, last), fit=fit)

    entry.__doc__ = pipeline.job_named(name).summary
    single = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    single.command(name)(entry)
    single()


@app.command("unlock")
def unlock(
    lake: LakeRoot = None,
    force: Annotated[
        bool, typer.Option("--force", help="Break it also where its holder may live.")
    ] = False,
    env: Env = None,
    conf_dir: ConfDir = None,
    changes: Changes = None,
) -> None:
    """Break the lock of a lake whose holder is gone."""
    from voxlake.run.launch import place_of  # noqa: PLC0415  (imports pyspark)
    from voxlake.run.lock import break_lock  # noqa: PLC0415

    with exit_codes("warning") as command:
        config = _load(command, lake, env, conf_dir, changes)
        _say(break_lock(place_of(config.lake), force=force))


@app.command("layout")
def layout(
    lake: LakeRoot = None,
    tables: Annotated[str, typer.Option(help="Only these tables, with commas.")] = "",
    to: Annotated[str | None, typer.Option(help="gathered or daily: write them so.")] = None,
    env: Env = None,
    conf_dir: ConfDir = None,
    changes: Changes = None,
) -> None:
    """Show whether tables are gathered in few files or have a partition a day, or change it."""
    from voxlake.run import launch  # noqa: PLC0415  (imports pyspark)

    with exit_codes("warning") as command:
        if to not in (None, "gathered", "daily"):
            raise ConfigError(f"--to is {to!r}; give gathered or daily.")
        config = _load(command, lake, env, conf_dir, changes)
        launch.lay_out(config, conf_dir, [name for name in tables.split(",") if name], to)


@app.command("maintain")
def maintain(
    lake: LakeRoot = None,
    apply: Annotated[
        bool, typer.Option("--apply", help="Do it; without, only say what would be done.")
    ] = False,
    env: Env = None,
    conf_dir: ConfDir = None,
    changes: Changes = None,
) -> None:
    """Gather small files, remove old ones, and forget old entries of the log of tables."""
    from voxlake.run import maintenance  # noqa: PLC0415  (imports pyspark)

    with exit_codes("warning") as command:
        maintenance.run(_load(command, lake, env, conf_dir, changes), conf_dir, apply=apply)


@app.command("migrate")
def migrate(
    lake: LakeRoot = None,
    apply: Annotated[
        bool, typer.Option("--apply", help="Add the columns and copy the rows.")
    ] = False,
    env: Env = None,
    conf_dir: ConfDir = None,
    changes: Changes = None,
) -> None:
    """Show what brings the tables of an earlier voxlake to those of this one, or do it."""
    from voxlake.run import launch  # noqa: PLC0415  (imports pyspark)
    from voxlake.run.migration import migrate_lake  # noqa: PLC0415

    with exit_codes("warning") as command:
        config = _load(command, lake, env, conf_dir, changes)
        with launch.opened(config, conf_dir, locks=apply) as runner:
            migrate_lake(runner.lake, runner.console, apply=apply)


@app.command("sql")
def sql(
    lake: LakeRoot = None,
    query: Annotated[str | None, typer.Option(help="Run this and end.")] = None,
    env: Env = None,
    conf_dir: ConfDir = None,
    changes: Changes = None,
) -> None:
    """Open SQL over the views of a lake."""
    from voxlake.cli.shell import open_shell  # noqa: PLC0415
    from voxlake.run.launch import local_settings, place_of  # noqa: PLC0415  (imports pyspark)

    with exit_codes("warning") as command:
        config = _load(command, lake, env, conf_dir, changes)
        shell = open_shell(place_of(config.lake), local_settings(conf_dir), query)
        raise typer.Exit(shell)


@app.command("models")
def models(to: Annotated[str, typer.Option(help="Folder, or s3a://bucket/path.")]) -> None:
    """Copy the encoder and the shipped heads to where a cluster loads them from."""
    from voxlake.run.launch import copy_models  # noqa: PLC0415  (imports pyspark)

    with exit_codes("warning"):
        _say(f"Copied {copy_models(to)} files to {to}; set models.place to it.")


@app.command("settings")
def settings() -> None:
    """List every setting: its key, its default and what it means."""
    for line in describe(Config):
        _say(line)


@app.command("docs")
def docs(
    check: Annotated[bool, typer.Option("--check", help="Fail on a difference.")] = False,
) -> None:
    """Write what derives from the declared tables and jobs: docs, jobs/*.py, databricks.yml."""
    from voxlake.cli.docs import outdated, write  # noqa: PLC0415

    with exit_codes("warning"):
        checkout = Path()
        if not check:
            write(checkout)
        elif stale := outdated(checkout):
            raise ConfigError(
                f"{', '.join(stale)} differ from the declared tables and jobs: run `make docs`."
            )


def _load(
    command: Command,
    lake: str | None,
    env: str | None,
    conf_dir: str | None,
    sets: list[str] | None,
) -> Config:
    config = config_of(lake, env, conf_dir, sets)
    command.home = config.lake.root or config.lake.home
    return config


def _days(first: datetime | None, last: datetime | None) -> Days | None:
    if first is None and last is None:
        return None
    if first is None or last is None:
        raise ConfigError("Give both --from and --to, or neither.")
    if last < first:
        raise ConfigError(f"--to {last:%Y-%m-%d} lies before --from {first:%Y-%m-%d}.")
    return Days.between(first.date(), last.date())


def _say(text: str) -> None:
    say(SafeConsole(), text)


app.add_typer(keys, name="keys")
app.add_typer(source_commands, name="sources")
app.command("api")(api)
app.command("thrift")(thrift)
app.add_typer(thrift_user, name="thrift-user")
app.command("mcp")(mcp)
