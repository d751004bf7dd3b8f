"""The texts whose meaning is nearest to that of another, by vectors held in memory."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from voxlake.run.understanding_settings import UnderstandingSettings
from voxlake.serve.errors import RefusedError
from voxlake.serve.reading.lake import Lake
from voxlake.serve.reading.snapshots import Edition
from voxlake.tables import TEXT_MEANINGS

Floats = NDArray[np.float32]
_LAST = "SELECT max(post_date) AS day FROM text_meanings WHERE encoder_version = ?"
_OF_DAY = "SELECT text_hash, vector FROM text_meanings WHERE post_date = ? AND encoder_version = ?"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Held:
    """Vectors of texts, the latest first, and the days that they are of."""

    edition: Edition
    encoder_version: str
    hashes: NDArray[np.object_]
    vectors: Floats
    first: date
    last: date


@dataclass(frozen=True)
class Near:
    """A text and how near its meaning is: the cosine, -1 to 1."""

    text_hash: str
    similarity: float


@dataclass(frozen=True)
class Found:
    """The nearest texts, the nearest first, and the days that were looked at."""

    near: tuple[Near, ...]
    first: date
    last: date
    looked_at: int


class Nearest:
    """Finds the nearest texts of the last days; read again when their table changed.

    Once vectors are held, newer ones are read beside it: until they are there, the former answer.
    """

    def __init__(self, lake: Lake, settings: UnderstandingSettings) -> None:
        self._lake = lake
        self._settings = settings
        self._held: Held | None = None
        self._lock = threading.Lock()

    def find(self, vector: Floats, encoder_version: str, count: int) -> Found:
        """The texts nearest to a vector.

        Args:
            vector: Of meaning, by the encoder of that version.
            encoder_version: As in `text_meanings`.
            count: How many.

        Raises:
            RefusedError: there are no vectors of that encoder, or the lake cannot be read (503).
        """
        held = self._current(encoder_version)
        cosines = held.vectors @ (vector / max(float(np.linalg.norm(vector)), 1e-12))
        most = min(count, len(cosines))
        places = np.argpartition(-cosines, most - 1)[:most]
        ordered = sorted(places, key=lambda place: (-cosines[place], held.hashes[place]))
        near = tuple(Near(str(held.hashes[p]), float(cosines[p])) for p in ordered)
        return Found(near, held.first, held.last, len(cosines))

    def _current(self, encoder_version: str) -> Held:
        edition = self._lake.edition(TEXT_MEANINGS)
        held = self._held
        if edition is None:
            raise _none()
        if held is None or held.encoder_version != encoder_version:
            with self._lock:
                held = self._held
                if held is None or held.encoder_version != encoder_version:
                    held = self._held = self._read(edition, encoder_version)
        elif held.edition != edition and self._lock.acquire(blocking=False):
            reading = (edition, encoder_version)
            threading.Thread(target=self._renew, args=reading, daemon=True).start()
        return held

    def _renew(self, edition: Edition, encoder_version: str) -> None:
        try:
            self._held = self._read(edition, encoder_version)
        except RefusedError as error:
            _log.warning("vectors of version %s cannot be read: %s", edition.version, error)
        finally:
            self._lock.release()

    def _read(self, edition: Edition, encoder_version: str) -> Held:
        """The vectors of the last days, from the last one back, each text once."""
        last = self._one(_LAST, [encoder_version])
        if last is None:
            raise _none()
        hashes: dict[str, None] = {}
        parts: list[Floats] = []
        day = last
        for days in range(self._settings.nearest_days):
            day = last - timedelta(days=days)
            left = self._settings.nearest_texts - len(hashes)
            if left <= 0:
                break
            parts += self._of_day(day, encoder_version, hashes, left)
        vectors = np.concatenate(parts)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
        return Held(edition, encoder_version, np.array([*hashes], object), unit, day, last)

    def _of_day(
        self, day: date, encoder_version: str, hashes: dict[str, None], most: int
    ) -> list[Floats]:
        """The vectors of texts of a day that are not known yet: one array, or none."""
        rows = self._lake.sql(
            _OF_DAY, [day, encoder_version], (TEXT_MEANINGS,), most, self._settings.timeout_s
        )
        if not rows.num_rows:
            return []
        flat = rows.column("vector").combine_chunks().flatten().to_numpy(zero_copy_only=False)
        vectors = flat.reshape(rows.num_rows, -1).astype(np.float32)
        known = rows.column("text_hash").to_pylist()
        new = [place for place, one in enumerate(known) if one not in hashes]
        hashes.update(dict.fromkeys(known[place] for place in new))
        return [vectors[new]] if new else []

    def _one(self, statement: str, values: list[object]) -> date | None:
        rows = self._lake.sql(statement, values, (TEXT_MEANINGS,), 1, self._settings.timeout_s)
        found: date | None = rows.column("day")[0].as_py() if rows.num_rows else None
        return found


def _none() -> RefusedError:
    return RefusedError(
        503,
        "no_meanings",
        "text_meanings has no vectors of the encoder in use: run embed_meanings.",
    )
