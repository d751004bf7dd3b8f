"""Keeps what a crawl found: texts as raw files, and what is known of a site beside them.

Both are two files, and a run may be killed between them. So the state is written first, with what
it was before for those texts; where the file of texts is not there, it is taken back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from voxlake.collect.cursors import Cursors
from voxlake.collect.pages.state import Known, SiteState, compact
from voxlake.collect.raw_files import RawFiles

_PENDING, _READ_BY = "pending", "read_by"


@dataclass(frozen=True)
class SiteStore:
    """The files of one site."""

    name: str
    raw_files: RawFiles
    cursors: Cursors
    read_by: str
    """What decides beside a page whether it is stored, so that pages are read again with it."""

    def load(self) -> SiteState:
        """What is known of the site, as far as its texts are stored."""
        kept = self.cursors.read(self._cursor)
        state = SiteState.of(kept.get("pages", {}))
        pending = kept.get(_PENDING)
        if pending and not self.raw_files.has(pending["place"]):
            for address, before in pending["before"].items():
                state.pages[address] = Known(**before)
        if kept.get(_READ_BY) != self.read_by:
            for address, known in state.pages.items():
                if known.version is None:
                    state.pages[address] = replace(known, etag=None, last_modified=None)
        return state

    def save(
        self,
        state: SiteState,
        records: Sequence[Mapping[str, Any]],
        before: Mapping[str, Known],
        now: datetime,
    ) -> None:
        """Keep the state, then new texts.

        Args:
            state: With the pages of the records as they are now.
            records: The texts.
            before: What was known of their addresses.
            now: The time; of its day is the file.
        """
        kind, day = f"pages/{self.name}", now.date()
        lines = [json.dumps(one, ensure_ascii=False).encode() for one in records]
        values: dict[str, Any] = {"pages": state.values, _READ_BY: self.read_by}
        if lines:
            place = self.raw_files.place_of(kind, day, lines)
            values[_PENDING] = {
                "place": place,
                "before": {address: compact(known) for address, known in before.items()},
            }
        self.cursors.keep(self._cursor, values)
        if lines:
            self.raw_files.write(kind, day, lines)

    @property
    def _cursor(self) -> str:
        return f"pages {self.name}"
