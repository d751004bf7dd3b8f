"""Drafts of a brief, checked and not kept: what `generate_content` would propose of it.

Nothing is published, approved or stored here. A draft gets into `drafts`, where people approve it,
by `generate_content` with the same brief in the config: its id is the one that is told here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

from pydantic import BaseModel, Field, ValidationError

from voxlake.core.errors import ConfigError
from voxlake.language.detection import detect
from voxlake.marketing.drafts.checks import (
    Check,
    language_check,
    same_text,
    sentiment_check,
    text_checks,
)
from voxlake.marketing.drafts.generators.interface import Budget
from voxlake.marketing.drafts.generators.template import TemplateGenerator
from voxlake.marketing.drafts.grounds import Grounds, Winner
from voxlake.marketing.drafts.plan import planned_drafts
from voxlake.marketing.drafts.settings import Brief, DraftSettings
from voxlake.marketing.drafts.writing import Written, write_drafts
from voxlake.serve.errors import RefusedError
from voxlake.serve.reading.lake import Lake
from voxlake.tables import POSTS, TOP_POSTS, TOPIC_NAMES, TOPIC_TERMS
from voxlake.tables.columns import ALL_USERS

_NAMES = """
SELECT topic_id, name FROM topic_names
WHERE name IS NOT NULL AND (topic_id = ? OR lower(name) = ?) ORDER BY topic_id
"""
_TERMS = """
SELECT t.term FROM topic_terms t JOIN topic_names n
    ON n.topic_id = t.topic_id AND n.model_version = t.model_version
WHERE t.topic_id = ? AND t.rank <= ? ORDER BY t.rank
"""
_WINNERS = """
SELECT p.text, p.hashtags FROM top_posts_latest b JOIN posts p ON p.post_id = b.post_id
WHERE b.kind = 'most' AND b.topic_id = ? AND b.segment_id = ? AND b.rank <= ?
      AND p.text IS NOT NULL
ORDER BY b.rank
"""
_TIMEOUT_S = 10.0
_MOST_VARIANTS = 10
_HOW = (
    "Not kept and not approved. To propose it to people, put the brief into drafts.briefs and run "
    "generate_content: it keeps the draft under this draft_id, checks the rest, and approve_drafts "
    "keeps what a person decides. Only what is approved can be published."
)


class DraftAsked(BaseModel, extra="forbid"):
    """A brief."""

    brief: dict[str, Any] = Field(
        max_length=30, description="A brief, with the keys of `drafts.briefs`; at most 10 variants."
    )


class OneCheck(BaseModel):
    """A check of a draft."""

    name: str = Field(description="Name of the check.")
    passed: bool | None = Field(description="Whether the draft passed; null: not looked at here.")
    detail: str = Field(description="Why not; empty where it passed.")


class OneDraft(BaseModel):
    """A draft that is proposed and nothing more."""

    draft_id: str = Field(description="What generate_content gives the draft of this brief.")
    title: str | None = Field(description="Title of a blog draft.")
    text: str = Field(description="The draft.")
    state: Literal["proposed", "rejected"] = Field(
        description="rejected: a check failed; proposed: none of those here did."
    )
    checks: list[OneCheck] = Field(description="Every check of `drafts`.")


class Drafted(BaseModel):
    """Drafts of a brief."""

    drafts: list[OneDraft] = Field(description="One a variant.")
    failures: list[str] = Field(description="Why variants got no draft.")
    how_to_keep: str = Field(description="How a draft comes before people, and out.")


Negative = Callable[[Sequence[str]], Sequence[float | None]]


class Drafter:
    """Writes drafts by the generator `template`, which costs nothing and needs no network."""

    def __init__(self, lake: Lake, settings: DraftSettings, negative: Negative) -> None:
        """Draft nothing yet.

        Args:
            lake: Tells of topics.
            settings: The brand and the checks; briefs are those that are asked for.
            negative: Probability of texts to be negative; None where no model reads them.
        """
        self._lake = lake
        self._settings = settings
        self._negative = negative

    def draft(self, asked: DraftAsked) -> Drafted:
        """Drafts of a brief.

        Raises:
            RefusedError: the brief is wrong or needs the job (422), or another generator is set.
        """
        if self._settings.generator != "template":
            raise RefusedError(
                409,
                "generator_of_jobs",
                f"drafts.generator is {self._settings.generator}: only generate_content asks it.",
            )
        brief = _brief(asked.brief)
        settings = self._settings.model_copy(update={"briefs": (brief,)})
        generator = TemplateGenerator()
        planned = planned_drafts(settings, generator.model)
        grounds = {brief.item: self._grounds(brief)}
        try:
            harvest = write_drafts(planned, grounds, generator, Budget(0.0), settings)
        except ConfigError as error:
            raise RefusedError(422, "wrong_brief", str(error)) from error
        texts = [one.answer.text for one in harvest.written]
        negative = self._negative(texts) if texts else []
        seen: set[str] = set()
        drafts = [
            self._told(one, score, seen)
            for one, score in zip(harvest.written, negative, strict=True)
        ]
        return Drafted(drafts=drafts, failures=[*harvest.failures], how_to_keep=_HOW)

    def _told(self, one: Written, negative: float | None, seen: set[str]) -> OneDraft:
        brief, rules, text = one.planned.brief, self._settings.checks, one.answer.text
        languages = self._settings.languages
        found, confidence = detect(text, languages.min_letters)
        is_repeated = same_text(text) in seen
        seen.add(same_text(text))
        checks = (
            *text_checks(text, one.answer.title, brief, self._settings),
            language_check(brief, found, confidence or 0.0, languages.threshold),
            sentiment_check(negative, rules.most_negative),
            Check("variants", not is_repeated, "is the same as another" if is_repeated else ""),
        )
        told = [OneCheck(name=c.name, passed=c.passed, detail=c.detail) for c in checks]
        unlooked = "generate_content holds it against past posts"
        told.append(OneCheck(name="likeness", passed=None, detail=unlooked))
        return OneDraft(
            draft_id=one.planned.draft_id,
            title=one.answer.title,
            text=text,
            state="proposed" if all(c.passed for c in checks) else "rejected",
            checks=told,
        )

    def _grounds(self, brief: Brief) -> Grounds:
        """What the lake knows of the brief's topic, as `generate_content` looks it up."""
        named = self._rows(_NAMES, [brief.topic_id, brief.topic.strip().lower()], TOPIC_NAMES)
        names = {row["topic_id"]: row["name"] for row in named}
        topic = brief.topic_id if brief.topic_id is not None else min(names, default=None)
        if topic is None:
            return Grounds()
        settings = self._settings
        terms = self._rows(_TERMS, [topic, settings.terms], TOPIC_TERMS, TOPIC_NAMES)
        best = self._rows(_WINNERS, [topic, ALL_USERS, settings.winners], TOP_POSTS, POSTS)
        return Grounds(
            topic_id=topic,
            topic_name=str(names.get(topic, "")),
            terms=tuple(row["term"] for row in terms),
            winners=tuple(Winner(row["text"], tuple(row["hashtags"] or ())) for row in best),
        )

    def _rows(self, statement: str, values: list[Any], *tables: Any) -> list[dict[str, Any]]:  # noqa: ANN401
        rows: list[dict[str, Any]] = self._lake.sql(
            statement, values, tables, 1_000, _TIMEOUT_S
        ).to_pylist()
        return rows


def _brief(given: dict[str, Any]) -> Brief:
    try:
        brief = Brief.model_validate({"variants": 3, **given})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "brief"
        raise RefusedError(422, "wrong_brief", f"{where}: {first['msg']}") from error
    if brief.variants > _MOST_VARIANTS:
        raise RefusedError(422, "too_many", f"variants: at most {_MOST_VARIANTS} on request.")
    if brief.kind == "reply" or brief.segment_id is not None:
        raise RefusedError(
            422,
            "job_of_drafts",
            "Replies, and drafts for a segment, are written by generate_content alone.",
        )
    return brief
