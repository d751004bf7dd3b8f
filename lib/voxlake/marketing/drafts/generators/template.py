"""Drafts without a model: sentences of a language, filled with the brief and what the lake knows.

The variants of a brief take turns: where a place in the text has four sentences, four variants
have four different ones, from a start that the item and the seed decide.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from voxlake.core.errors import ConfigError
from voxlake.marketing.drafts.generators.interface import Answer, Budget, Request
from voxlake.marketing.drafts.generators.phrases import languages, phrases_of
from voxlake.marketing.drafts.grounds import plain_terms
from voxlake.marketing.drafts.lengths import length_on
from voxlake.marketing.drafts.plan import VARIANTS
from voxlake.marketing.drafts.prompts import most_characters, topic_of
from voxlake.marketing.generating.errors import NoAnswerError

_VERSION = "template-1"
"""Another set of sentences needs another name: drafts are known by it."""
_WORDS = 3
"""Most terms of a sentence."""
_SECTIONS = 4
"""Sections of a blog draft."""


class TemplateGenerator:
    """The generator `template`."""

    model = _VERSION

    def write(self, request: Request, budget: Budget) -> Answer:
        """A draft of what the brief and the lake tell; it costs nothing.

        Raises:
            ConfigError: there are no sentences in the language of the brief.
            NoAnswerError: nothing tells what it is about, or no sentence is short enough.
        """
        language = request.brief.language
        if (phrases := phrases_of(language)) is None:
            raise ConfigError(
                f"{request.brief.item}: the generator template writes in {', '.join(languages())}, "
                f"not in {language}: choose another generator."
            )
        turn = _Turn(request, phrases)
        if not turn.topic and request.brief.kind != "reply":
            raise NoAnswerError(f"{request.brief.item}: topic_id has no name yet: give a topic.")
        return _blog(turn) if request.brief.kind == "blog" else _short(turn)

    def close(self) -> None:
        """Nothing is held."""


@dataclass(frozen=True)
class _Turn:
    """One request, with the sentences that its seed chooses."""

    request: Request
    phrases: dict[str, Any]

    @property
    def topic(self) -> str:
        return topic_of(self.request.brief, self.request.grounds)

    @property
    def words(self) -> tuple[str, ...]:
        """Keywords, then terms of the topic."""
        terms = plain_terms(self.request.grounds.terms, self.topic)
        return tuple(dict.fromkeys((*self.request.brief.keywords, *terms)))

    def of(self, place: str, choices: Sequence[str]) -> str:
        """The choice whose turn it is at a place; empty where there is none."""
        run, variant = divmod(self.request.seed, VARIANTS)
        start = hashlib.sha256(f"{self.request.brief.item} {place} {run}".encode()).digest()[0]
        return choices[(start + variant) % len(choices)] if choices else ""

    def sentence(self, place: str, **slots: str) -> str:
        """A sentence of the language, filled."""
        found = self.phrases[place]
        choices = found[self.request.brief.tone] if isinstance(found, dict) else found
        filled = self.of(place, choices).format(topic=self.topic, **slots)
        return filled[:1].upper() + filled[1:]

    def listed(self, words: Sequence[str]) -> str:
        """Words as a sentence has them: a, b and c."""
        *first, last = words
        return f"{', '.join(first)}{self.phrases['and']}{last}" if first else last


def _short(turn: _Turn) -> Answer:
    """A post, caption or reply: what has to stand, then what there is room for."""
    brief, grounds = turn.request.brief, turn.request.grounds
    is_reply = brief.kind == "reply"
    first = ("sorry" if grounds.is_complaint else "thanks") if is_reply else "openings"
    keywords = turn.words[: max(_WORDS, brief.least_keywords)]
    about = "" if is_reply or not keywords else turn.sentence("terms", terms=turn.listed(keywords))
    asks = not is_reply and (grounds.do_winners_ask or not brief.call_to_action)
    last = "asks" if grounds.is_complaint else "questions" if asks else "closings"
    parts = [  # in the order of the text, each with how much it matters
        (0, turn.sentence(first)),
        (2, turn.of("facts", brief.facts)),
        (1 if brief.keywords else 3, about),
        (4, turn.sentence(last) if not is_reply or grounds.is_complaint else ""),
        (1, " ".join(filter(None, (brief.call_to_action, brief.link)))),
        (5, _hashtags(turn) if not is_reply else ""),
    ]
    return Answer(_that_fits(parts, turn))


def _that_fits(parts: Sequence[tuple[int, str]], turn: _Turn) -> str:
    """The parts that matter most and fit together, in the order of the text."""
    brief = turn.request.brief
    most = most_characters(brief)
    kept: set[int] = set()
    for place in sorted(range(len(parts)), key=lambda place: parts[place][0]):
        told = [parts[at][1] for at in sorted({*kept, place}) if parts[at][1]]
        if most is None or length_on(" ".join(told), brief.network) <= most:
            kept.add(place)
    if 0 not in kept:
        raise NoAnswerError(f"{brief.item}: no sentence is as short as {most} characters.")
    return " ".join(parts[at][1] for at in sorted(kept) if parts[at][1])


def _hashtags(turn: _Turn) -> str:
    brand = turn.request.brand
    tags = dict.fromkeys((*brand.hashtags, *turn.request.grounds.hashtags))
    return " ".join(f"#{tag}" for tag in list(tags)[: brand.most_hashtags])


def _blog(turn: _Turn) -> Answer:
    """A title, what it is about, a paragraph for each of the words and facts, and an end."""
    brief = turn.request.brief
    choices = turn.phrases["sections"]
    run = [
        turn.of("sections", [*choices[place:], *choices[:place]]).format(
            topic=turn.topic, term=word
        )
        for place, word in enumerate(turn.words[:_SECTIONS])
    ]
    paragraphs = [turn.sentence("intros"), *run, *brief.facts]
    asked = " ".join(filter(None, (brief.call_to_action, brief.link)))
    paragraphs += filter(None, [turn.sentence("ends"), asked])
    return Answer("\n\n".join(dict.fromkeys(paragraphs)), turn.sentence("titles"))
