"""What one page or text has and what to change in it, as `score_content` says it of files."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any, Literal

from pydantic import BaseModel, Field

from voxlake.core.errors import VoxlakeError
from voxlake.marketing.content.rules import PENALTIES, RULES
from voxlake.marketing.content.score import Content, Known, score
from voxlake.marketing.content.settings import ContentSettings
from voxlake.marketing.content.topic_terms import Topic
from voxlake.serve.reading.lake import Lake
from voxlake.serve.reading.question import Condition, Question
from voxlake.serve.understanding.champions import TopicModels
from voxlake.serve.understanding.topic import TopicReader
from voxlake.tables import TOPIC_TERMS
from voxlake.topics.words.lexicons import lexicons_of

_BEST = 100.0
_MOST_TERMS = 50_000
_MOST_CHARACTERS = 500_000
_NAME = "asked"


class AuditAsked(BaseModel, extra="forbid"):
    """A page or text that is asked about."""

    content: str = Field(
        min_length=1, max_length=_MOST_CHARACTERS, description="The page, or the text."
    )
    kind: Literal["html", "markdown", "text", "post"] = Field("html", description="What it is.")
    url: str | None = Field(
        None,
        pattern=r"^https?://",
        max_length=2_000,
        description="Address that it has or will have, by which its links are counted.",
    )
    keywords: list[str] = Field(
        default_factory=list, max_length=50, description="What it is to be found by."
    )


class Fault(BaseModel):
    """A rule that is broken."""

    rule: str = Field(description="Name of the rule.")
    area: str = Field(description="What it is about.")
    severity: Literal["high", "medium", "low"] = Field(description="How bad it is.")
    line: int | None = Field(description="Line of the page; null: of the whole.")
    element: str | None = Field(description="Element of the page; null: none.")
    found: str = Field(description="What is wrong.")
    proposal: str = Field(description="What to change.")
    basis: str = Field(description="Whose rule it is; opinion: nobody else's.")


class Audit(BaseModel):
    """What a page or text has, and what to change."""

    score: float | None = Field(description="0 to 100, less for each broken rule; null: unread.")
    state: str = Field(description="scored, no_text, empty, binary or too_large.")
    faults: list[Fault] = Field(description="The worst first.")
    told: dict[str, Any] = Field(description="Columns of `content_scores`, of this page alone.")
    not_looked_at: list[str] = Field(description="What only the job can tell.")


class Auditor:
    """Audits pages one by one."""

    def __init__(
        self, lake: Lake, topics: TopicModels, names: TopicReader, settings: ContentSettings
    ) -> None:
        self._lake = lake
        self._topics = topics
        self._names = names
        self._known = Known(settings, lexicons_of(settings.topics.stop_words))
        self._held: tuple[object, dict[int, Topic]] = (None, {})
        self._lock = threading.Lock()

    def audit(self, asked: AuditAsked) -> Audit:
        """What there is to say of a page or text; nothing of it is kept."""
        data = asked.content.encode("utf-8", errors="replace")
        content = Content(
            _NAME,
            asked.kind,
            data,
            len(data),
            base_url=asked.url,
            keywords=tuple(word.strip() for word in asked.keywords if word.strip()),
        )
        with self._lock:  # a lexicon learns what it is asked
            row = score(content, replace(self._known, topics=self._of_topics()))
        faults = sorted(
            (_fault(one) for one in row.pop("findings")),
            key=lambda one: (-PENALTIES[one.severity], one.area, one.line or 0, one.rule),
        )
        lost = sum(PENALTIES[RULES[rule].severity] for rule in {one.rule for one in faults})
        state = row.pop("state")
        told = {key: value for key, value in row.items() if key not in _LEFT_OUT}
        return Audit(
            score=max(_BEST - lost, 0.0) if state == "scored" else None,
            state=state,
            faults=faults,
            told=told,
            not_looked_at=list(_NOT_HERE),
        )

    def _of_topics(self) -> dict[int, Topic]:
        """Leading terms of the topics that are shown; none where no topics can be told."""
        try:
            version = self._topics.current().version
            read = (version, self._lake.edition(TOPIC_TERMS))
            if self._held[0] != read:
                self._held = read, self._weights(version)
        except VoxlakeError:
            return {}
        return self._held[1]

    def _weights(self, version: str) -> dict[int, Topic]:
        names = self._names.names(version)
        question = Question(
            TOPIC_TERMS,
            ("topic_id", "rank", "stem", "weight"),
            where=(Condition("model_version", "eq", version),),
            limit=_MOST_TERMS,
        )
        weights: dict[int, dict[str, float]] = {}
        for row in self._lake.read(question).rows.to_pylist():
            if (shown := names.shown(row["topic_id"])) is not None:
                of_topic = weights.setdefault(shown, {})
                of_topic[row["stem"]] = of_topic.get(row["stem"], 0.0) + row["weight"]
        return {topic: Topic(terms) for topic, terms in weights.items()}


_LEFT_OUT = ("content_id", "text", "missing_terms")
_NOT_HERE = (
    "near copies among your own pages",
    "titles and descriptions that other pages have too",
    "what the best posts of the topic say and this does not",
    "how search shows the page",
)


def _fault(one: Any) -> Fault:  # noqa: ANN401  (a finding)
    rule = RULES[one.rule]
    return Fault(
        rule=one.rule,
        area=rule.area,
        severity=rule.severity,
        line=one.line,
        element=one.element,
        found=one.found,
        proposal=one.proposal,
        basis=rule.basis,
    )
