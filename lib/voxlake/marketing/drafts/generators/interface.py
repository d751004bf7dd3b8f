"""What every generator of drafts is asked, and answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from voxlake.marketing.drafts.grounds import Grounds
from voxlake.marketing.drafts.settings import Brand, Brief
from voxlake.marketing.generating.errors import StoppedError


@dataclass(frozen=True)
class Request:
    """What a generator is asked for: one draft."""

    brief: Brief
    brand: Brand
    grounds: Grounds
    prompt: str
    seed: int


@dataclass(frozen=True)
class Answer:
    """What a generator wrote; title is that of a blog draft, if it has one."""

    text: str
    title: str | None = None
    cost: float = 0.0


@dataclass
class Budget:
    """How much a run may cost; what was spent is known only from above while an answer is out."""

    most: float | None = None
    spent: float = field(default=0.0)

    def require(self, bound: float) -> None:
        """Make sure that a request of at most this cost may be made.

        Raises:
            StoppedError: it may cost more than is left.
        """
        if self.most is not None and self.spent + bound > self.most:
            raise StoppedError(
                f"The next request may cost {bound:.4g}, and {self.spent:.4g} of drafts.max_cost "
                f"{self.most:.4g} is spent: raise it, or run again for what is left."
            )


class Generator(Protocol):
    """Writes drafts."""

    model: str
    """Model with its version: part of the id of a draft."""

    def write(self, request: Request, budget: Budget) -> Answer:
        """One draft; the same for the same request, where its model allows.

        Raises:
            NoAnswerError: nothing came that can be used.
            StoppedError: to ask for more is in vain.
        """

    def close(self) -> None:
        """Let go of connections and memory."""
