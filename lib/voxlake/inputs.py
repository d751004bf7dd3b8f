"""What settings name, looked at before Spark starts: sources, filters, models of your own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from voxlake.errors import ConfigError
from voxlake.ingest.filters import Filters, parse_filters
from voxlake.ingest.settings import IngestSettings
from voxlake.ingest.source import Source, parse_source
from voxlake.language.own_model import open_own_model
from voxlake.language.settings import LanguageSettings
from voxlake.storage import read_bytes, read_text


@dataclass(frozen=True)
class Inputs:
    """The sources that a run reads, and which posts are unusable."""

    sources: tuple[Source, ...]
    filters: Filters


def read_inputs(settings: IngestSettings) -> Inputs:
    """Read every file that the settings name; needs no Spark, so that mistakes are told at once.

    Raises:
        ConfigError: no source is named, two have one name, or files are missing or wrong; names
            each such file with every key that is wrong.
    """
    if not settings.sources:
        raise ConfigError("ingest.sources names no source file: give --sources, or set it.")
    sources, filters = [], Filters()
    problems: list[str] = []
    for file in settings.source_files:
        with _told_in(problems):
            sources.append(parse_source(_text(file), file))
    if settings.filters is not None:
        with _told_in(problems):
            filters = parse_filters(_text(settings.filters), settings.filters)
    names = [source.name for source in sources]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        problems.append(f"ingest.sources: several files are of the source {repeated[0]}.")
    if problems:
        raise ConfigError("\n".join(problems))
    return Inputs(tuple(sources), filters)


def check_own_models(settings: LanguageSettings) -> None:
    """Load each model of your own once; needs no Spark, so that mistakes are told at once.

    Raises:
        InputError: a file of a folder is missing or broken; says which and what to do.
        ConfigError: labels are not those of the name; says which there are.
    """
    for name, own in settings.own.items():
        open_own_model(name, own, read_bytes)


@contextmanager
def _told_in(problems: list[str]) -> Iterator[None]:
    """Keep what is wrong in the block for later, and go on."""
    try:
        yield
    except ConfigError as error:
        problems.append(str(error))


def _text(file: str) -> str:
    try:
        return read_text(file)
    except FileNotFoundError as error:
        raise ConfigError(f"There is no file {file}, which ingest's settings name.") from error
