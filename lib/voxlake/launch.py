"""Makes a run out of a config: checks the places, opens the session, runs, sums up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from importlib.resources import files
from pathlib import Path

from pyspark.sql import SparkSession
from rich.console import Console
from rich.table import Table as Grid

from voxlake import storage
from voxlake.config import Config, LakeSettings
from voxlake.days import Days
from voxlake.errors import ConfigError
from voxlake.inputs import check_own_models, read_inputs
from voxlake.lake import Lake
from voxlake.layout import Stored
from voxlake.lock import lake_lock
from voxlake.models import ModelPlaces, Models
from voxlake.pipeline import Job
from voxlake.place import Catalog, Layout, Root
from voxlake.places import require_shared_places
from voxlake.progress import bar
from voxlake.runner import Outcome, Runner, new_run_id
from voxlake.sample.generate import write_sample
from voxlake.session import cache_dir, on_platform, session_for
from voxlake.tables import MODEL_METRICS, TABLES

SAMPLE_SOURCES = (
    "sample_posts",
    "sample_users",
    "sample_follows",
    "sample_orders",
    "sample_events",
)


def place_of(settings: LakeSettings) -> Root | Catalog:
    """Where the config says that the lake is."""
    if settings.root is not None:
        return Root(settings.root)
    return Catalog(settings.catalog, settings.schema_name or "", settings.home)


@contextmanager
def opened(config: Config, conf_dir: str | None = None) -> Iterator[Runner]:
    """A runner over the lake of the config; its session ends with the block, but a platform's.

    Raises:
        ConfigError: the config names places that the cluster's machines do not share.
        PlatformError: the storage does not answer, or not to these credentials.
    """
    place, models = place_of(config.lake), _model_places(config)
    if place.home:
        storage.check(place.home)
    local_conf = Path(conf_dir or "conf", "spark", "local.conf")
    spark = session_for("voxlake", local_conf, s3=_names_s3(config))
    try:
        shared = {"lake.root": place.home, **models.by_key()} if place.home else models.by_key()
        own = config.languages.own.items()
        shared |= {f"languages.own.{name}.path": model.path for name, model in own}
        require_shared_places(str(spark.sparkContext.master), shared)
        yield runner_in(spark, config)
    finally:
        if not on_platform():
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
    )
    keep_metrics = partial(lake.merge_values, table=MODEL_METRICS)
    models = Models(spark, _model_places(config), run_id=run_id, keep_metrics=keep_metrics)
    return Runner(spark, config, lake, models, run_id, Console())


def _model_places(config: Config) -> ModelPlaces:
    return ModelPlaces.of(config.models, place_of(config.lake).home)


def run(
    config: Config,
    conf_dir: str | None,
    jobs: Sequence[Job],
    days: Days | None = None,
    *,
    fit: bool = False,
    with_sample: bool = False,
) -> None:
    """Run jobs over the lake of the config, and print what they did.

    With `with_sample`, the sample is first written to the folder that sources start from.
    """
    sections = {job.section for job in jobs}
    if "ingest" in sections:
        read_inputs(config.ingest)  # before Spark starts, so that a slip costs no minute
    if "languages" in sections:
        check_own_models(config.languages)
    with opened(config, conf_dir) as runner:
        if with_sample:
            prepare_sample(runner)
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
    with opened(config, conf_dir) as runner:
        lake = runner.lake
        tables = [of_days[name] for name in names or of_days if lake.exists(of_days[name])]
        if to:
            with lake_lock(lake.place, f"lay out {', '.join(names) or 'all tables'}"):
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


def _names_s3(config: Config) -> bool:
    """Whether the config or a source file of it names a place on S3."""
    texts = [config.model_dump_json()]
    for file in config.ingest.source_files:
        with suppress(FileNotFoundError):  # which read_inputs says where ingest runs
            texts.append(storage.read_text(file))
    return any("s3a:" in text for text in texts)


def reading_sample(config: Config) -> Config:
    """The config with the sample as its sources, in the lake's own folder."""
    home = place_of(config.lake).home
    if home is None:
        raise ConfigError("Name a source: a lake in a catalog without lake.home has no sample.")
    sample = {"sources": SAMPLE_SOURCES, "data": f"{home}/_sample"}
    return config.model_copy(update={"ingest": config.ingest.model_copy(update=sample)})


def copy_models(to: str) -> int:
    """Copy the encoder of this machine and the shipped heads to a place; how many files."""
    heads = Path(str(files("voxlake.language") / "heads"))
    copied = storage.copy_folder(str(cache_dir() / "models" / "encoder"), f"{to}/encoder")
    return copied + storage.copy_folder(str(heads), f"{to}/heads")


def prepare_sample(runner: Runner) -> None:
    """Write the sample where the sources start from, unless it is there."""
    folder, settings = runner.config.ingest.data, runner.config.sample
    with bar(runner.spark, runner.console, "sample"):
        written = write_sample(runner.spark, folder, settings)
    verb = "written to" if written else "found in"
    size = f"{settings.users:,} users, {settings.days} days"
    runner.console.print(f"Sample of {size} {verb} {folder}", highlight=False, soft_wrap=True)


def summarise(runner: Runner, outcomes: Sequence[Outcome]) -> None:
    """Print the outcomes as a table, and where the tables and the report are."""
    grid = Grid(title=f"Run {runner.run_id}", title_justify="left")
    for name in ("job", "status"):
        grid.add_column(name)
    for name in ("rows", "seconds", "peak MiB"):
        grid.add_column(name, justify="right")
    for o in outcomes:
        memory = f"{o.peak_memory_mb:,.0f}" if o.peak_memory_mb else ""
        counts = (f"{o.rows:,}", f"{o.seconds:.1f}", memory) if o.status == "done" else ("", "", "")
        grid.add_row(o.job, f"{o.status}: {o.why}" if o.why else o.status, *counts)
    runner.console.print(grid)
    runner.console.print(f"Tables: {runner.lake.place}", highlight=False, soft_wrap=True)
    report = runner.config.report.file(runner.lake.place.home)
    if any(outcome.job == "build_report" for outcome in outcomes):
        runner.console.print(f"Report: {report}", highlight=False, soft_wrap=True)
