"""Remembers the sources that a lake was fed from, so that later runs need not name them.

They stand in a small file of the lake, `_voxlake/sources.json`, read before Spark starts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property

import yaml

from voxlake.core import storage
from voxlake.core.errors import ConfigError
from voxlake.core.yaml_texts import read_yaml
from voxlake.ingest.listing import absolute
from voxlake.ingest.source import Source, parse_source, source_texts
from voxlake.lake.small_files import keep, read_kept

_FILE = "sources.json"


@dataclass(frozen=True)
class Feed:
    """A source of a source file and the folder that it is read with.

    Attributes:
        file: The source file, whole.
        data: Folder that the source's relative path starts from, whole.
        text: What the file, or the source's document in it, said when it was read.
        place: What errors call the source: the file, and which document of several.
    """

    file: str
    data: str
    text: str
    place: str = ""

    @cached_property
    def source(self) -> Source:
        """What the text says.

        Raises:
            ConfigError: it is not as it must be; names the file and every key that is wrong.
        """
        return parse_source(self.text, self.place or self.file)


def read_feeds(file: str, data: str) -> list[Feed]:
    """The feeds of a source file, one for each source that it holds.

    Raises:
        FileNotFoundError: there is no such file.
    """
    whole, folder = absolute(file), absolute(data)
    texts = source_texts(storage.read_text(file), whole)
    return [Feed(whole, folder, text, place) for text, place in texts]


def remembered(home: str | None) -> dict[str, Feed]:
    """The feeds of a lake by the names of their sources, each as its file says now.

    Where a file, or the source in it, is gone, it is taken as it was when it was read last.

    Raises:
        ConfigError: the file that remembers them is broken; says what to do.
    """
    return {name: _as_now(name, feed) for name, feed in _kept(home).items()}


def remember(home: str | None, feeds: Sequence[Feed]) -> None:
    """Keep feeds beside those that the lake remembers; one of the same source takes its place."""
    kept = _kept(home)
    _keep(home, kept, {**kept, **{feed.source.name: feed for feed in feeds}})


def forget(home: str | None, names: Sequence[str]) -> None:
    """Let a lake forget sources; their rows stay.

    Raises:
        ConfigError: the lake remembers no source of a name.
    """
    kept = _kept(home)
    if unknown := sorted(set(names) - set(kept)):
        raise ConfigError(
            f"The lake remembers no source {', '.join(unknown)}; it remembers "
            f"{', '.join(kept) or 'none'}."
        )
    _keep(home, kept, {name: feed for name, feed in kept.items() if name not in names})


def _kept(home: str | None) -> dict[str, Feed]:
    """As they were read last; a lake without a folder remembers none."""
    return read_kept(
        home,
        _FILE,
        lambda kept: {name: Feed(**values) for name, values in kept.items()},
        "remove it, and name the sources once",
    )


def _keep(home: str | None, kept: dict[str, Feed], feeds: dict[str, Feed]) -> None:
    if home is not None and feeds != kept:
        keep(home, _FILE, {name: asdict(feed) for name, feed in feeds.items()})


def _as_now(name: str, feed: Feed) -> Feed:
    """As the file says it now; where a document cannot be read, that, so that it is told."""
    try:
        now = read_feeds(feed.file, feed.data)
    except FileNotFoundError:
        return feed
    if len(now) == 1:
        return now[0]
    names = [_name_in(one.text) for one in now]
    place = next((names.index(said) for said in (name, None) if said in names), None)
    return feed if place is None else now[place]


def _name_in(text: str) -> str | None:
    """The name that the text of a source says; None where it cannot be read."""
    try:
        return str(read_yaml(text)["name"])
    except (yaml.YAMLError, LookupError, TypeError):
        return None
