"""Makes a run out of a config: checks the places, opens the session, runs, sums up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from importlib.resources import files
from pathlib import Path

from pyspark.sql import SparkSession
from rich.table import Table as Grid

from voxlake.core import storage
from voxlake.core.cache import cache_dir
from voxlake.core.days import Days
from voxlake.core.errors import ConfigError
from voxlake.core.redact import SafeConsole
from voxlake.core.terminal import say
from voxlake.core.zones import DEFAULT_ZONE
from voxlake.ingest.targets import TARGETS
from voxlake.lake import commits
from voxlake.lake.about import zone_of
from voxlake.lake.lake import Lake
from voxlake.lake.layout import Stored
from voxlake.lake.place import Catalog, Layout, Root
from voxlake.lake.places import require_shared_places
from voxlake.pipeline import ENCODERS, Job
from voxlake.run.config import Config, LakeSettings, conf_folder
from voxlake.run.context import Context
from voxlake.run.feeds import Feed
from voxlake.run.inputs import (
    check_names,
    check_own_models,
    choose_sources,
    holds_sample,
    read_inputs,
    sample_folder,
)
from voxlake.run.lock import lake_lock, require_free
from voxlake.run.model_versions import last_version
from voxlake.run.models import ModelPlaces, Models
from voxlake.run.run_log import errors_logged
from voxlake.run.runner import Outcome, Runner, new_run_id
from voxlake.run.sample import SAMPLE_SECTIONS, for_sample, prepare_sample
from voxlake.run.stopping import on_stop, take_signals_again
from voxlake.spark.session import on_platform, session_for
from voxlake.tables import JOB_RUNS, MODEL_METRICS, TABLES

_FIRST = (JOB_RUNS, *(target.table for target in TARGETS.values() if target.time))
"""Tables of which a lake that was ever run has some."""


def place_of(settings: LakeSettings) -> Root | Catalog:
    """Where the config says that the lake is."""
    if settings.root is not None:
        return Root(settings.root)
    return Catalog(settings.catalog, settings.schema_name or "", settings.home)


@contextmanager
def opened(
    config: Config,
    conf_dir: str | None = None,
    feeds: Sequence[Feed] = (),
    *,
    locks: bool = False,
) -> Iterator[Runner]:
    """A runner over the lake of the config; its session ends with the block, but a platform's.

    Args:
        config: All settings.
        conf_dir: Folder of the config.
        feeds: Sources that will be read.
        locks: Whether the lake's lock will be taken: who holds it is told before Spark starts.

    Raises:
        ConfigError: the config names places that the cluster's machines do not share, or another
            time zone than the lake's.
        PlatformError: the storage does not answer, or not to these credentials; or the lock is
            to be taken, and another holds it.
    """
    place, models = place_of(config.lake), _model_places(config)
    if place.home:
        storage.check(place.home)
    if locks:
        require_free(place)
    zone_of(place.home, config.lake.time_zone, is_made=lambda: False)  # so that it is told at once
    spark = session_for("voxlake", local_settings(conf_dir), s3=_names_s3(config, feeds))
    take_signals_again()
    try:
        shared = {"lake.root": place.home, **models.by_key()} if place.home else models.by_key()
        for key, own in (
            ("languages.own", config.languages.own),
            ("entities.models", config.entities.models),
        ):
            shared |= {f"{key}.{name}.path": model.path for name, model in own.items()}
        require_shared_places(str(spark.sparkContext.master), shared)
        yield runner_in(spark, config)
    finally:
        if not on_platform():
            with errors_logged("Spark could not be stopped"):  # its process may be gone
                spark.stop()


def runner_in(spark: SparkSession, config: Config) -> Runner:
    """A runner, for one run, over the lake of the config in a session that is there."""
    run_id = new_run_id()
    lookback = config.lake.merge_lookback_days
    layout = Layout(config.lake.layout, config.lake.day_rows)
    place = place_of(config.lake)
    lake = Lake(
        spark,
        place,
        run_id=run_id,
        merge_lookback_days=lookback,
        layout=layout,
        odd_gap_days=config.lake.odd_gap_days,
        time_zone=_zone(spark, config.lake),
    )
    keep_metrics = partial(lake.merge_values, table=MODEL_METRICS)
    models = Models(
        spark,
        _model_places(config),
        run_id=run_id,
        keep_metrics=keep_metrics,
        last_version=partial(last_version, lake),
        require_may_write=lake.require_may_write,
    )
    return Runner(spark, config, lake, models, run_id, SafeConsole())


def context_in(spark: SparkSession, config: Config, as_of: date) -> Context:
    """What a job is given, for a notebook: the lake of the config, its models and one day."""
    runner = runner_in(spark, config)
    return Context(spark, runner.lake, runner.models, Days.of([as_of]), runner.run_id)


def _zone(spark: SparkSession, settings: LakeSettings) -> str:
    """The zone of the lake's days."""
    place = place_of(settings)

    def is_made() -> bool:
        return any(
            commits.latest_version(spark, place.name_of(table)) is not None for table in _FIRST
        )

    return zone_of(place.home, settings.time_zone, is_made)


def _model_places(config: Config) -> ModelPlaces:
    return ModelPlaces.of(config.models, place_of(config.lake).home)


def run(
    config: Config,
    conf_dir: str | None,
    jobs: Sequence[Job],
    days: Days | None = None,
    *,
    fit: bool = False,
    sample: bool | None = False,
) -> None:
    """Run jobs over the lake of the config, and print what they did.

    Args:
        config: All settings.
        conf_dir: Folder of the config.
        jobs: What to run.
        days: Days to work on; None for those that are left.
        fit: Whether to fit models that have a champion already.
        sample: Whether `ingest` reads the made-up sample; None for where no source is named and
            the lake is empty, or holds the sample and nothing else.
    """
    sections = {job.section.name for job in jobs}
    with_sample = False
    feeds: Sequence[Feed] = ()
    home = place_of(config.lake).home
    if "ingest" in sections:  # before Spark starts, so that a slip costs no minute
        sources, with_sample = choose_sources(config.ingest, home, sample=sample)
        config = config.model_copy(update={"ingest": sources})
        feeds = read_inputs(sources, home).feeds
    if with_sample or (sections & SAMPLE_SECTIONS and holds_sample(home)):
        config = for_sample(config, sample_folder(home))
    if sections & {"languages", "training", "drift", "entities"}:
        check_own_models(config.languages)
    if "entities" in sections:
        check_names(config.entities)
    with opened(config, conf_dir, feeds, locks=True) as runner:
        if with_sample:
            prepare_sample(runner, is_asked=bool(sample))
        summarise(runner, runner.run(jobs, days, fit=fit))


def lay_out(
    config: Config, conf_dir: str | None, names: Sequence[str], to: str | None = None
) -> None:
    """Print how tables of the lake are stored; first write them anew where `to` says how.

    Args:
        config: Says which lake.
        conf_dir: Folder of the config.
        names: Tables by their names in SQL; all that hold days where none is named.
        to: `gathered` or `daily`; None to change nothing.

    Raises:
        ConfigError: a name is of no table that holds days.
    """
    of_days = {table.view: table for table in TABLES if table.partition}
    if unknown := sorted(set(names) - set(of_days)):
        raise ConfigError(f"No table of days is named {', '.join(unknown)}: {', '.join(of_days)}.")
    with opened(config, conf_dir, locks=to is not None) as runner:
        lake = runner.lake
        tables = [of_days[name] for name in names or of_days if lake.exists(of_days[name])]
        if to:
            doing = f"lay out {', '.join(names) or 'all tables'}"
            cancel = runner.spark.sparkContext.cancelAllJobs
            with lake_lock(lake.place, doing) as lock, on_stop(cancel), lake.asking(lock.require):
                for table in tables:
                    if (found := lake.stored(table)) and found.is_daily != (to == "daily"):
                        lake.lay_out(table, daily=to == "daily")
        runner.console.print(_stored(filter(None, map(lake.stored, tables))))


def _stored(tables: Iterable[Stored]) -> Grid:
    grid = Grid()
    for name in ("table", "stored"):
        grid.add_column(name)
    for name in ("files", "MB"):
        grid.add_column(name, justify="right")
    for one in tables:
        kind = "daily" if one.is_daily else "gathered"
        grid.add_row(one.table.view, kind, f"{one.file_count:,}", f"{one.byte_count / 1e6:,.1f}")
    return grid


def _names_s3(config: Config, feeds: Sequence[Feed]) -> bool:
    """Whether the config or a source names a place on S3."""
    of_sources = (text for feed in feeds for text in (feed.text, feed.data))
    return any("s3a:" in text for text in (config.model_dump_json(), *of_sources))


def local_settings(conf_dir: str | None) -> Path:
    """The file with Spark's settings of runs on this machine alone."""
    return Path(conf_folder(conf_dir) or "conf", "spark", "local.conf")


def copy_models(to: str) -> int:
    """Copy the encoders of this machine and the shipped heads to a place; how many files."""
    heads = Path(str(files("voxlake.language.heads") / "shipped"))
    encoders = {name: str(cache_dir() / "models" / name) for name in ENCODERS}
    folders = {**encoders, "heads": str(heads)}
    return sum(storage.copy_folder(each, f"{to}/{name}") for name, each in folders.items())


def summarise(runner: Runner, outcomes: Sequence[Outcome]) -> None:
    """Print the outcomes as a table, why jobs were skipped, and where tables and report are."""
    grid = Grid(title=f"Run {runner.run_id}", title_justify="left")
    for name in ("job", "status"):
        grid.add_column(name)
    for name in ("rows", "seconds", "peak MiB"):
        grid.add_column(name, justify="right")
    for o in outcomes:
        memory = f"{o.peak_memory_mb:,.0f}" if o.peak_memory_mb else ""
        counts = (f"{o.rows:,}", f"{o.seconds:.1f}", memory) if o.status == "done" else ("", "", "")
        grid.add_row(o.job, o.status, *counts)
    runner.console.print(grid)
    skipped = [f"{o.job} {o.status}: {o.why}" for o in outcomes if o.why]
    report = runner.config.report.file(runner.lake.place.home)
    reported = any(outcome.job == "build_report" for outcome in outcomes)
    where = [f"Tables: {runner.lake.place}", *([f"Report: {report}"] if reported else [])]
    if runner.lake.time_zone != DEFAULT_ZONE:
        where.append(f"Days: those of {runner.lake.time_zone}")
    for line in (*skipped, *where):
        say(runner.console, line)
