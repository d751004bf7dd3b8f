"""What settings name, looked at before Spark starts: sources, filters, names, own models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from voxlake.core.errors import ConfigError
from voxlake.core.storage import read_bytes, read_text
from voxlake.entities.settings import EntitySettings
from voxlake.entities.written import written_names
from voxlake.ingest.filters import Filters, parse_filters
from voxlake.ingest.settings import IngestSettings
from voxlake.language.own.model import open_own_model
from voxlake.language.settings import LanguageSettings
from voxlake.run.feeds import Feed, read_feeds, remembered
from voxlake.sample.settings import NAMESPACE

SAMPLE_SOURCES = (
    "sample_posts",
    "sample_users",
    "sample_follows",
    "sample_orders",
    "sample_events",
    "sample_campaigns",
    "sample_spend",
    "sample_experiments",
    "sample_experiment_events",
    "sample_search_console",
    "sample_recommendation_events",
    "sample_user_limits",
)


@dataclass(frozen=True)
class Inputs:
    """What a run reads, and which posts are unusable."""

    feeds: tuple[Feed, ...]
    filters: Filters


def read_inputs(settings: IngestSettings, home: str | None = None) -> Inputs:
    """Read every file that the settings name; needs no Spark, so that mistakes are told at once.

    Args:
        settings: Name the sources and filters.
        home: Folder of the lake, whose own sources are read where the settings name none.

    Raises:
        ConfigError: no source is named and the lake remembers none, two have one name, or files
            are missing or wrong; names each such file with every key that is wrong.
    """
    feeds, names, filters = [], [], Filters()
    problems: list[str] = []
    for feed in _feeds(settings, home, problems):
        with _told_in(problems):
            names.append(feed.source.name)
            feeds.append(feed)
    if settings.filters is not None:
        with _told_in(problems), _named(settings.filters):
            filters = parse_filters(read_text(settings.filters), settings.filters)
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        problems.append(
            f"ingest.sources: several files or documents are of the source {repeated[0]}."
        )
    if problems:
        raise ConfigError("\n".join(problems))
    return Inputs(tuple(feeds), filters)


def check_own_models(settings: LanguageSettings) -> None:
    """Load each model of your own once; needs no Spark, so that mistakes are told at once.

    Raises:
        InputError: a file of a folder is missing or broken; says which and what to do.
        ConfigError: labels are not those of the name; says which there are.
    """
    for name, own in settings.own.items():
        open_own_model(name, own, read_bytes)


def check_names(settings: EntitySettings) -> None:
    """Read the lists of names once; needs no Spark, so that mistakes are told at once.

    Raises:
        InputError: a list is missing, too long, or has rows that cannot be used; names them.
        ConfigError: two lists do not agree.
    """
    written_names(settings, read_bytes)


def _feeds(settings: IngestSettings, home: str | None, problems: list[str]) -> list[Feed]:
    """The sources that are named, else those that the lake was fed from."""
    feeds = [] if settings.sources else list(remembered(home).values())
    for file in settings.source_files:
        with _told_in(problems), _named(file):
            feeds += read_feeds(file, settings.data)
    if not feeds and not problems:
        raise ConfigError(
            "ingest.sources names no source file, and the lake remembers none: give --sources, "
            "or set it."
        )
    return feeds


def choose_sources(
    settings: IngestSettings, home: str | None, *, sample: bool | None
) -> tuple[IngestSettings, bool]:
    """What a run reads, and whether that is the made-up sample, which is to be written first.

    Args:
        settings: Name the sources, or none.
        home: Folder of the lake, which remembers its sources.
        sample: Whether to read the sample; None for where no source is named and the lake
            remembers none but those of the sample.

    Raises:
        ConfigError: a source file is missing or wrong, both the sample and sources are named, or
            the lake holds the sample, beside which nothing else belongs.
    """
    if sample and settings.sources:
        raise ConfigError("Give --sources or --sample, not both in one run.")
    known = remembered(home)
    made_up = _made_up(known)
    if sample or (sample is None and not settings.sources and len(made_up) == len(known)):
        if home is None:
            raise ConfigError("Name a source: a lake without a folder, lake.home, has no sample.")
        own = {"sources": SAMPLE_SOURCES, "data": sample_folder(home)}
        return settings.model_copy(update=own), True
    named = read_inputs(settings, home).feeds
    others = [f.source.name for f in named if f.source.namespace != NAMESPACE]
    if settings.sources and made_up and others:
        raise ConfigError(
            f"The lake {home} holds the made-up sample, and {', '.join(others)} is not of it: "
            "give your own data a lake of its own, with --lake."
        )
    return settings, False


def holds_sample(home: str | None) -> bool:
    """Whether the lake was fed from the made-up sample and from nothing else."""
    known = remembered(home)
    return bool(known) and len(_made_up(known)) == len(known)


def sample_folder(home: str | None) -> str:
    """Where the sample of a lake is."""
    return f"{home}/_sample"


def _made_up(known: Mapping[str, Feed]) -> set[str]:
    """Names of the feeds that are of the made-up sample."""
    return {name for name, feed in known.items() if feed.source.namespace == NAMESPACE}


@contextmanager
def _told_in(problems: list[str]) -> Iterator[None]:
    """Keep what is wrong in the block for later, and go on."""
    try:
        yield
    except ConfigError as error:
        problems.append(str(error))


@contextmanager
def _named(file: str) -> Iterator[None]:
    """Say which file is missing, and who names it."""
    try:
        yield
    except FileNotFoundError as error:
        raise ConfigError(f"There is no file {file}, which ingest's settings name.") from error
