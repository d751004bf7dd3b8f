"""The sources that come with voxlake: what each is, how to get its files and what it feeds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from voxlake.core import storage
from voxlake.core.errors import ConfigError
from voxlake.ingest.source import Source, parse_sources
from voxlake.sample.settings import NAMESPACE

SAMPLE, DATA_SETS = "sample", "data sets"
GROUPS = {
    "posts": "social",
    "follows": "social",
    "users": "people",
    "orders": "orders",
    "spend": "ads",
    "campaigns": "ads",
    "events": "web",
    "search_console": "web",
    "experiments": "experiments",
    "experiment_events": "experiments",
    "recommendation_events": "experiments",
    "user_limits": "people",
}
"""The group of a source file, by the first table that it feeds."""
_PLACES = tuple(dict.fromkeys([*GROUPS.values(), DATA_SETS, SAMPLE]))
_EXTRAS = {"xlsx": "xlsx"}
"""What `pip install voxlake[...]` adds for a format."""


@dataclass(frozen=True)
class Shipped:
    """A source file that comes with voxlake, by the name that `--sources` takes."""

    name: str
    sources: tuple[Source, ...]

    @property
    def group(self) -> str:
        """What kind of thing it is, for lists; those without a way to export stand apart."""
        first = self.sources[0]
        if first.namespace == NAMESPACE:
            return SAMPLE
        return GROUPS[next(iter(first.tables))] if first.export else DATA_SETS

    @property
    def files(self) -> tuple[str, ...]:
        """Where the files lie that it reads, from the folder of the data."""
        return tuple(dict.fromkeys(source.path for source in self.sources))

    @property
    def extras(self) -> tuple[str, ...]:
        """Extras of the package that it needs."""
        needed = (_EXTRAS[s.format] for s in self.sources if s.format in _EXTRAS)
        return tuple(dict.fromkeys(needed))

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that it feeds."""
        return tuple(dict.fromkeys(name for source in self.sources for name in source.tables))

    def facts(self) -> dict[str, object]:
        """All of it, for JSON."""
        first = self.sources[0]
        return {
            "name": self.name,
            "group": self.group,
            "title": first.title,
            "export": first.export,
            "files": self.files,
            "extras": self.extras,
            "tables": self.tables,
            "sources": [source.name for source in self.sources],
        }

    def lines(self) -> Iterable[str]:
        """All of it, for people."""
        first = self.sources[0]
        yield f"  {self.name}{f': {first.title}' if first.title else ''}"
        needs = f"; needs pip install 'voxlake[{','.join(self.extras)}]'" if self.extras else ""
        yield f"      {', '.join(self.files)} -> {', '.join(self.tables)}{needs}"
        if first.export:
            yield f"      {first.export}"


def shipped_sources(folder: str) -> list[Shipped]:
    """The source files of a folder, by group and name.

    Raises:
        ConfigError: there are none, or one is wrong; names the file and every key that is wrong.
    """
    names = [name for name in storage.names(folder) if name.endswith(".yaml") and "/" not in name]
    if not names:
        raise ConfigError(f"{folder} has no source files: set ingest.sources_dir.")
    found = (
        Shipped(name.removesuffix(".yaml"), parse_sources(storage.read_text(path), path))
        for name in names
        for path in [f"{folder}/{name}"]
    )
    return sorted(found, key=lambda one: (_PLACES.index(one.group), one.name))
