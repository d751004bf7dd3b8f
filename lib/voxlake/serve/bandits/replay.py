"""Hands choices and rewards over to `ingest`, as files of JSON lines with their source file.

A file is named after the places of the log that it holds, and is there whole or not at all. Written
twice, or read twice, it changes nothing: `ingest` merges events by their ids.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from datetime import UTC
from pathlib import Path
from typing import Any

import yaml

from voxlake.marketing.experiments.settings import BanditSettings
from voxlake.serve.bandits.store import ASSIGNMENT, Event, Store

EVENTS = "events"
_MOST = 100_000
"""Events of a file."""
_UNSAFE = re.compile(r"[^a-z0-9_]")
_ENDS = {ASSIGNMENT: "chosen"}


class Replay:
    """Writes what a log has got into a folder, a folder below it for each namespace."""

    def __init__(self, store: Store, folder: Path, bandits: Mapping[str, BanditSettings]) -> None:
        """Name the places.

        Args:
            store: The log.
            folder: Where `ingest` reads.
            bandits: Those of the config, whose contexts become attributes of events.
        """
        self._store = store
        self._folder = folder
        self._bandits = bandits

    def write(self) -> int:
        """Write the events that no file holds yet; how many there were."""
        self._folder.mkdir(parents=True, exist_ok=True)
        count, last = 0, self._last()
        while events := self._store.after(last, _MOST):
            by_space: dict[str, list[Event]] = {}
            for event in events:
                by_space.setdefault(event.experiment_id.partition(":")[0], []).append(event)
            first, last = events[0].seq, events[-1].seq
            for space, own in sorted(by_space.items()):
                self._write_source(space)
                lines = "".join(f"{json.dumps(_told(event))}\n" for event in own)
                _put(self._folder / EVENTS / space / f"{first:012}-{last:012}.jsonl", lines)
            count += len(events)
            # Last of all, so that a stop before it writes the same files again.
            _put(self._folder / "written", f"{last}\n")
        return count

    def _last(self) -> int:
        """The place of the log that files hold everything up to."""
        kept = self._folder / "written"
        return int(kept.read_text()) if kept.exists() else 0

    def _write_source(self, space: str) -> None:
        name = f"choices_of_{_UNSAFE.sub('_', space.lower())}"
        text = yaml.safe_dump(self.source(space, name), sort_keys=False)
        path = self._folder / f"{name}.yaml"
        if not path.exists() or path.read_text() != text:
            _put(path, text)

    def source(self, space: str, name: str) -> dict[str, Any]:
        """The source file by which `ingest` reads the events of a namespace."""
        own = (one for key, one in self._bandits.items() if key.startswith(f"{space}:"))
        contexts = dict.fromkeys(name for one in own for name in one.context)
        columns = {name: name for name in _told_of_all()}
        attributes: dict[str, str] = {key: _column(key) for key in contexts}
        mapping = {**columns, "attributes": attributes} if attributes else columns
        return {
            "name": name,
            "namespace": space,
            "format": "json",
            "path": f"{EVENTS}/{space}",
            "tables": {"experiment_events": mapping},
        }


def _told(event: Event) -> dict[str, object]:
    """An event as a line: ids without their namespace, which the source file gives them again."""
    end = _ENDS.get(event.kind, "rewarded")
    values = (
        f"{_bare(event.choice_id)}:{end}",
        event.occurred_at.astimezone(UTC).isoformat(),
        _bare(event.experiment_id),
        _bare(event.user_id),
        event.kind,
        event.arm,
        event.propensity,
        _bare(event.choice_id),
        event.metric,
        event.value,
    )
    told = dict(zip(_told_of_all(), values, strict=True))
    context = {_column(name): number for name, number in (event.context or {}).items()}
    return {**told, **context}


def _told_of_all() -> Iterable[str]:
    return (
        "event_id",
        "occurred_at",
        "experiment_id",
        "user_id",
        "kind",
        "arm",
        "propensity",
        "choice_id",
        "metric",
        "value",
    )


def _bare(key: str) -> str:
    return key.partition(":")[2]


def _column(name: str) -> str:
    return f"context_{name}"


def _put(path: Path, text: str) -> None:
    """Write a file whole, on the disk, under its name at once or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"_{path.name}.{os.getpid()}")
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
