"""How an application reads documents: all of one generation, whatever a writer does meanwhile."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from voxlake.core.errors import PlatformError
from voxlake.stores.documents.store import DocumentStore

_TRIES = 10


@dataclass(frozen=True)
class Reading:
    """Documents that belong together."""

    generation: int
    as_of: date
    documents: Mapping[str, dict[str, Any]]
    """By id; without those that are not there."""


def read_documents(
    store: DocumentStore,
    collection: str,
    document_ids: Sequence[str],
    *,
    now: Callable[[], float] = time.time,
) -> Reading | None:
    """Documents of one generation; None before anything was published.

    The pointer is read before and after: what belongs to a generation is removed only once the
    pointer has left it, so where it did not move nothing was missed, and else all is read again.

    Raises:
        PlatformError: the pointer moved each time, as no publisher moves it.
    """
    before = store.pointer(collection)
    for _ in range(_TRIES):
        if before is None:
            return None
        newest = store.newest(collection, document_ids, upto=before.generation)
        after = store.pointer(collection)
        if after == before:
            bodies = {
                one: version.body
                for one, version in newest.items()
                if version.expires_at is None or version.expires_at > now()
            }
            documents = {one: json.loads(body) for one, body in bodies.items() if body}
            return Reading(before.generation, before.as_of, documents)
        before = after
    raise PlatformError(f"The pointer of {collection} moved {_TRIES} times while it was read.")
