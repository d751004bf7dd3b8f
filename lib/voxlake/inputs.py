"""What ingest's settings name: the sources to read and the filters of posts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from voxlake.errors import ConfigError
from voxlake.ingest.filters import Filters, parse_filters
from voxlake.ingest.settings import IngestSettings
from voxlake.ingest.source import Source, parse_source
from voxlake.storage import read_text

_Parsed = TypeVar("_Parsed", Source, Filters)


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
    problems: list[str] = []
    sources = [_parsed(file, parse_source, problems) for file in settings.source_files]
    filters: Filters | None = Filters()
    if settings.filters is not None:
        filters = _parsed(settings.filters, parse_filters, problems)
    names = [source.name for source in sources if source]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        problems.append(f"ingest.sources: several files are of the source {repeated[0]}.")
    if problems or filters is None:
        raise ConfigError("\n".join(problems))
    return Inputs(tuple(source for source in sources if source), filters)


def _parsed(file: str, parse: Callable[[str, str], _Parsed], problems: list[str]) -> _Parsed | None:
    """What a file says; None, and a problem more, where it cannot be read."""
    try:
        return parse(read_text(file), file)
    except FileNotFoundError:
        problems.append(f"There is no file {file}, which ingest's settings name.")
    except ConfigError as error:
        problems.append(str(error))
    return None
