"""What the lake knows of a brief: terms of its topic, posts that did well, whom it speaks to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from voxlake.marketing.drafts.personal import masked

_HALF = 0.5
_LINKS = re.compile(r"https?://\S+", re.IGNORECASE)
_SHOWN = 280
"""Most characters of a post that a prompt shows."""


@dataclass(frozen=True)
class Winner:
    """A post that stood out in its topic and segment, with its hashtags."""

    text: str
    hashtags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grounds:
    """What is known of a brief; all of it may be empty."""

    topic_id: int | None = None
    topic_name: str = ""
    terms: tuple[str, ...] = ()
    """Leading terms of the topic, the most telling first."""
    winners: tuple[Winner, ...] = ()
    """The best first."""
    segment: str = ""
    """What the segment is called and what sets it apart, in sentences."""
    answered: str | None = None
    """Text of the post that a reply answers."""
    is_complaint: bool = False
    """Whether that post is negative."""

    @property
    def hashtags(self) -> tuple[str, ...]:
        """Hashtags of the winners, those of most of them first, then by name."""
        counts: dict[str, int] = {}
        for winner in self.winners:
            for tag in dict.fromkeys(winner.hashtags):
                counts[tag] = counts.get(tag, 0) + 1
        return tuple(sorted(counts, key=lambda tag: (-counts[tag], tag)))

    @property
    def do_winners_ask(self) -> bool:
        """Whether at least half of the winners ask something."""
        asking = sum("?" in _LINKS.sub(" ", winner.text) for winner in self.winners)
        return bool(self.winners) and asking >= _HALF * len(self.winners)


def shown(text: str) -> str:
    """A post of somebody as a prompt shows it: without links and names, on one line, not long."""
    plain = " ".join(masked(_LINKS.sub(" ", text)).split())
    return plain if len(plain) <= _SHOWN else f"{plain[:_SHOWN].rsplit(' ', 1)[0]} …"


def plain_terms(terms: Sequence[str], topic: str) -> tuple[str, ...]:
    """Terms that stand well in a sentence: no hashtags, handles or numbers, none of the topic's."""
    of_topic = {*re.findall(r"\w+", topic.lower())}
    return tuple(
        term
        for term in dict.fromkeys(terms)
        if re.fullmatch(r"[^\W\d_][^\d@#/]*", term)
        and not {*re.findall(r"\w+", term.lower())} <= of_topic
    )
