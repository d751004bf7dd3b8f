"""What a document store must do, and how readers and one writer share it.

A document has versions, one per generation for which it was written; one without a body says that
the document is gone. A pointer of each collection says which generation is in force. Readers take
of each document the newest version that is not newer than the pointer; see `reading`. A writer
puts the versions of the next generation, which nobody reads yet, moves the pointer, and only then
removes what no reader needs any more. So a document that did not change is never written again,
and still all documents that are read together tell of one day.

Another design keeps the current and the next version in one item: it doubles each item under the
400 KB of DynamoDB, and the writer must read each item before it writes it.
"""

from __future__ import annotations

import random
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from voxlake.core.errors import PlatformError, brief

_T = TypeVar("_T")


@dataclass(frozen=True)
class Version:
    """A version of a document; without a body the document is gone from that generation on."""

    document_id: str
    generation: int
    body: str | None
    """JSON; None: gone."""
    expires_at: int | None = None
    """Seconds since 1970, UTC; None: never."""


@dataclass(frozen=True)
class Pointer:
    """The generation of a collection that is in force."""

    generation: int
    mark: str
    as_of: date


class MovedError(PlatformError):
    """The pointer of a collection is not where the writer left it: somebody else publishes too."""

    def __init__(self, collection: str) -> None:
        super().__init__(
            f"Somebody else has published {collection} to the same store meanwhile: nothing was "
            "put in force. Let one lake alone publish to a table or prefix, and run again."
        )


class DocumentStore(ABC):
    """A store of documents. Each process opens its own; close it after use."""

    @abstractmethod
    def put_many(self, collection: str, versions: Sequence[Version]) -> None:
        """Write versions, each as often as asked with the same result."""

    @abstractmethod
    def delete_many(self, collection: str, keys: Sequence[tuple[str, int]]) -> None:
        """Remove versions by id and generation, whether they are there or not."""

    @abstractmethod
    def pointer(self, collection: str) -> Pointer | None:
        """What is in force; None before the first publication."""

    @abstractmethod
    def switch(self, collection: str, to: Pointer, *, before: int) -> None:
        """Move the pointer, where it still stands at the generation `before` (0: at none).

        Raises:
            MovedError: it stands elsewhere.
        """

    @abstractmethod
    def newest(
        self, collection: str, document_ids: Iterable[str], *, upto: int
    ) -> Mapping[str, Version]:
        """Of each document the newest version up to a generation; left out where there is none."""

    @abstractmethod
    def close(self) -> None:
        """Give connections back."""


@dataclass(frozen=True)
class Retry:
    """Tries a request again while the store asks for patience, with waits of random length.

    Waits are drawn from 0 to a bound that doubles ("full jitter": M. Brooker, "Exponential Backoff
    And Jitter", AWS Architecture Blog, 2015), so that many writers do not come back at once.
    """

    tries: int
    first_s: float = 0.05
    longest_s: float = 10.0
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)

    def wait(self, tried: int, why: str) -> None:
        """Wait before the next try.

        Args:
            tried: How often it was tried, from 1.
            why: What the store said.

        Raises:
            PlatformError: it was tried often enough.
        """
        if tried >= self.tries:
            raise PlatformError(
                f"The document store refuses requests after {tried} tries ({why}): let it take "
                "more (DynamoDB: capacity or on demand), lower documents.writers, and run again: "
                "readers see the last whole publication meanwhile."
            )
        self.sleep(random.uniform(0, min(self.longest_s, self.first_s * 2 ** (tried - 1))))

    def calling(self, call: Callable[[], _T], passes: Callable[[Exception], bool]) -> _T:
        """What the call gives, tried again while its error is one that passes."""
        tried = 0
        while True:
            try:
                return call()
            except Exception as error:
                tried += 1
                if not passes(error):
                    raise
                self.wait(tried, brief(error))
