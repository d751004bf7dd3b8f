"""The names that the config and its file say, read without Spark."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice

from voxlake.core.errors import InputError
from voxlake.entities.gazetteer import Alias, Row, aliases_of, csv_rows, joined, rows_of_config
from voxlake.entities.settings import EntitySettings

BOUND = "Raise entities.max_names: the driver and each worker hold them."


def written_names(settings: EntitySettings, read: Callable[[str], bytes]) -> list[list[Alias]]:
    """The names of the config and of the file; needs no Spark, as mistakes are told at once."""
    lists = [aliases_of(rows_of_config(settings.names), "entities.names")]
    if settings.gazetteer:
        rows = _at_most(csv_rows(settings.gazetteer, read), settings)
        lists.append(aliases_of(rows, settings.gazetteer))
    joined(lists)
    return lists


def _at_most(rows: Iterable[Row], settings: EntitySettings) -> list[Row]:
    kept = list(islice(rows, settings.max_names + 1))
    if len(kept) > settings.max_names:
        raise InputError(f"{settings.gazetteer} has more than {settings.max_names:,} rows. {BOUND}")
    return kept
