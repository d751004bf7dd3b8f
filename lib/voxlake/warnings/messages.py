"""What a channel is sent: one message of some warnings, as JSON and as text."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from voxlake.warnings.delivery import SUMMARY, Delivery
from voxlake.warnings.settings import LEVELS, WarningSettings


@dataclass(frozen=True)
class File:
    """A file that goes with a message."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Message:
    """A message.

    Attributes:
        key: Its idempotency key.
        began_at: When it was first to be sent, UTC: the same at each try.
        told: What it tells, in order.
        further: How many more there are, by level.
        excerpts: Of posts, by id; empty where none are wanted.
        links: As the settings have them.
        files: What goes with it.
        was_tried: Whether an earlier try may have arrived, which the text then says.
    """

    key: str
    began_at: datetime
    told: Sequence[Delivery]
    further: Mapping[str, int]
    excerpts: Mapping[str, str]
    links: Mapping[str, str]
    files: Sequence[File] = ()
    was_tried: bool = False

    @property
    def title(self) -> str:
        """Its heading."""
        if self.told[0].kind == SUMMARY:
            return f"Summary for {self.told[0].subject}"
        count = len(self.told) + sum(self.further.values())
        most = self.told[0].level
        if count == 1:
            return f"{most.capitalize()}: {self.told[0].subject}"
        return f"{count:,} warnings, the first of level {most}"

    @property
    def text(self) -> str:
        """All that it says, for people."""
        lines = []
        if self.was_tried:
            lines += ["You may have this already: an earlier try got no clear answer.", ""]
        for one in self.told:
            level = "" if one.kind == SUMMARY else f"[{one.level}] "
            lines.append(f"{level}{calm(one.sentence)}")
            lines += [f"  {self._named(post)}" for post in one.post_ids]
            lines.append("")
        if self.further:
            lines.append(f"And {self._further_told()}, see the report and `warnings_sent`.")
        return "\n".join(lines).rstrip()

    @property
    def body(self) -> bytes:
        """All that it says, for machines: the same bytes at each try of the same message."""
        said: dict[str, Any] = {
            "key": self.key,
            "sent_at": self.began_at.isoformat(),
            "title": self.title,
            "warnings": [self._told(one) for one in self.told],
            "further": dict(self.further),
        }
        return json.dumps(said, ensure_ascii=False).encode()

    def _told(self, one: Delivery) -> dict[str, Any]:
        return {
            "id": one.warning_id,
            "kind": one.kind,
            "level": one.level,
            "day": one.event_date.isoformat(),
            "subject": one.subject,
            "sentence": one.sentence,
            "posts": [
                {"id": post, "link": self._link(post), "excerpt": self.excerpts.get(post)}
                for post in one.post_ids
            ],
            "files": list(one.files or ()),
        }

    def _named(self, post: str) -> str:
        name, excerpt = self._link(post) or f"post {calm(post)}", self.excerpts.get(post)
        return f"{name}: “{calm(excerpt)}”" if excerpt else name

    def _link(self, post: str) -> str | None:
        namespace, _, known = post.partition(":")
        link = self.links.get(namespace)
        return link.replace("{id}", quote(known, safe="")) if link else None

    def _further_told(self) -> str:
        return " and ".join(
            f"{self.further[level]:,} more of level {level}"
            for level in reversed(LEVELS)
            if level in self.further
        )


def calm(text: str) -> str:
    """Words of others in one line, by which a chat calls nobody: `@everyone`, `<!channel>`."""
    return " ".join(text.split()).replace("@", "@\u200b").replace("<", "<\u200b")


def further_of(rest: Sequence[Delivery]) -> dict[str, int]:
    """How many there are beyond those that a message tells, by level."""
    return dict(Counter(one.level for one in rest))


def bundled(
    deliveries: Sequence[Delivery], settings: WarningSettings
) -> list[tuple[list[Delivery], list[Delivery]]]:
    """Deliveries of a channel as messages: those that each tells, and those it only counts.

    All warnings are one message, the most urgent first; each summary is its own.
    """
    warnings = sorted((d for d in deliveries if d.kind != SUMMARY), key=lambda d: d.rank)
    most = settings.max_in_message
    first = [(warnings[:most], warnings[most:])] if warnings else []
    summaries = sorted((d for d in deliveries if d.kind == SUMMARY), key=lambda d: d.rank)
    return [*first, *(([one], list[Delivery]()) for one in summaries)]
