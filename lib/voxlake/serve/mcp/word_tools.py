"""Tools that answer what people ask in words, each from the tables that say it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from mcp.server.mcpserver import Context
from pydantic import BaseModel, Field

from voxlake import tables as t
from voxlake.serve.api.subjects import SUBJECTS
from voxlake.serve.errors import RefusedError
from voxlake.serve.mcp.desk import Asking, Desk, Query, Rows
from voxlake.tables import Table

_MOST_DAYS = 366
_LATEST = ("latest", "true")
_OF_A_USER = next(one for one in SUBJECTS if one.key == "user_id").parts
_OF_A_SEGMENT = (
    "as_of_date",
    "segment_id",
    "name",
    "description",
    "user_count",
    "user_share",
    "growth",
    "buyer_count",
    "currency",
    "revenue",
    "mean_expected_value",
    "mood",
    "topics",
)
_TOLD_OF_A_USER = (
    "mood",
    "segment",
    "value",
    "propensity",
    "recommendations",
    "content_recommendations",
)


class Answer(BaseModel):
    """What is known, from one table after another."""

    parts: list[Rows] = Field(description="Each with the table and version that it rests on.")
    figures: dict[str, float | int | str | None] = Field(
        {}, description="Sums over all days that were asked for, where there are any."
    )


class WordTools:
    """The tools, over one lake."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def how_people_feel(
        self,
        ctx: Context,
        from_day: Annotated[date, Field(description="First day.")],
        to_day: Annotated[date, Field(description="Last day; within a year of the first.")],
        brand: Annotated[
            str, Field(description="As alerts.brands has it; all: every post.", max_length=200)
        ] = "all",
    ) -> Answer:
        """How do people feel, about a brand or at all: scored and negative posts of some days.

        Gives sums over the days, the last days one by one, days with unusually many negative
        posts, and the brand's share of voice.
        """
        if (to_day - from_day).days >= _MOST_DAYS:
            raise RefusedError(400, "wrong_days", "Ask for a year at most.")
        asking, days = self._desk.asking(ctx), _days(from_day, to_day)
        of_brand = (("brand__eq", brand), *days)
        newest = ("order", "-post_date")
        by_day = asking.rows(
            "Scored and negative posts by day, the newest first.",
            t.BRAND_SENTIMENT,
            (*of_brand, newest, ("limit", str(_MOST_DAYS))),
        )
        figures = _sums(by_day.rows)
        by_day.rows = by_day.rows[:31]
        return _answer(
            by_day,
            _some(asking, "Days with more negative posts than usual.", t.SENTIMENT_ALERTS,
                  (*of_brand, newest)),
            _some(asking, "Its share of what is said of all brands, by day.", t.SHARE_OF_VOICE,
                  (*of_brand, ("topic_id", "-2"), newest)),
            figures=figures,
        )  # fmt: skip

    def what_is_talked_about(
        self,
        ctx: Context,
        day: Annotated[date | None, Field(description="Null: the last day there is.")] = None,
    ) -> Answer:
        """What do people talk about on a day: topics by posts, with their sentiment and names."""
        asking = self._desk.asking(ctx)
        on = day.isoformat() if day else asking.last_day(t.TOPIC_TRENDS)
        of_all = (("segment_id", "-2"), ("language", "all"), ("topic_id__ge", "0"))
        trends = _some(
            asking,
            "Topics of the day, the most posts first.",
            t.TOPIC_TRENDS,
            (*_on(on), *of_all, ("order", "-post_count")),
        )
        ids = [str(row["topic_id"]) for row in trends.rows]
        named = [("topic_id__in", one) for one in ids] or [("topic_id", "-1")]
        return _answer(trends, _some(asking, "Names of these topics.", t.TOPIC_NAMES, named))

    def what_is_rising(self, ctx: Context) -> Answer:
        """What is rising now: topics in a burst, and words and hashtags above their usual use."""
        asking = self._desk.asking(ctx)
        last = asking.last_day(t.TERM_TRENDS)
        return _answer(
            _some(asking, "Bursts of topics, those that last first; end_date null: it lasts.",
                  t.TOPIC_BURSTS, (_LATEST, ("order", "-start_date,-distance"))),
            _some(asking, "Words, phrases and hashtags that rise most.", t.TERM_TRENDS,
                  (*_on(last), ("order", "rank"))),
        )  # fmt: skip

    def who_is_in_segments(self, ctx: Context) -> Answer:
        """Who is in the segments: size, growth, mood and value of each group of users."""
        asking = self._desk.asking(ctx)
        seen = [
            one for one in _OF_A_SEGMENT if one in asking.shown(t.SEGMENT_PROFILES).column_names
        ]
        query = (_LATEST, ("columns", ",".join(seen)), ("order", "-user_count"))
        return _answer(_some(asking, "Segments, the largest first.", t.SEGMENT_PROFILES, query))

    def what_is_a_user_like(
        self,
        ctx: Context,
        user_id: Annotated[str, Field(description="As in the tables.", max_length=500)],
    ) -> Answer:
        """What is one user like: mood, segment, value, what is likely next and is recommended.

        Only for those who may see personal columns.
        """
        asking = self._desk.asking(ctx)
        found = [
            asking.rows(
                f"{name.replace('_', ' ').capitalize()} of the user, on the last day.",
                _OF_A_USER[name],
                (_LATEST, ("user_id__eq", user_id), ("limit", "10")),
            )
            for name in _TOLD_OF_A_USER
        ]
        if not any(part.rows for part in found):
            raise RefusedError(404, "unknown_user", "No table knows this user: check user_id.")
        return _answer(*found)

    def what_campaigns_brought(self, ctx: Context) -> Answer:
        """What did campaigns and channels bring: spend, reach, orders, revenue and profit."""
        asking = self._desk.asking(ctx)
        of_all = (_LATEST, ("segment_id", "-2"), ("window_days", "0"), ("order", "-revenue"))
        return _answer(
            *(
                _some(
                    asking,
                    f"By {grouping}, over all days, the most revenue first; `marks` warn.",
                    t.CAMPAIGN_RESULTS,
                    (*of_all, ("grouping", grouping)),
                )
                for grouping in ("campaign", "channel")
            )
        )

    def what_should_be_posted_when(self, ctx: Context) -> Answer:
        """What should be posted when: the planned posts, the best hours, and approved drafts."""
        asking = self._desk.asking(ctx)
        hours = (("account_id", "all"), ("segment_id", "-2"), ("content_type", "all"))
        return _answer(
            _some(asking, "What is planned; times are UTC.", t.POSTING_SCHEDULE,
                  (_LATEST, ("state", "planned"), ("order", "slot_start"))),
            _some(asking, "Hours of the week by what posts in them gain, the best first.",
                  t.BEST_POST_TIMES, (_LATEST, *hours, ("order", "rank"))),
            _some(asking, "Drafts that a person approved.", t.DRAFTS,
                  (("state", "approved"), ("order", "-created_date"))),
        )  # fmt: skip

    def how_good_is_the_data(self, ctx: Context) -> Answer:
        """How good is the data: records read and rejected, the last jobs, figures of models.

        Needs the role operator.
        """
        asking = self._desk.asking(ctx)
        return _answer(
            _some(asking, "Records by file and step, the newest first.", t.DATA_QUALITY,
                  (("order", "-arrived_date"), ("limit", "30"))),
            _some(asking, "Jobs that ran last.", t.JOB_RUNS,
                  (("order", "-started_at"),
                   ("columns", "job,status,started_at,ended_at,row_count,seconds,reason"))),
            _some(asking, "Figures of models on posts, orders or users held out.", t.MODEL_METRICS,
                  (("limit", "30"),)),
        )  # fmt: skip


def _some(asking: Asking, about: str, table: Table, query: Query) -> Rows:
    """Few rows, or why they are not shown."""
    limit = () if any(name == "limit" for name, _ in query) else (("limit", "10"),)
    return asking.rows_if_shown(about, table, (*query, *limit))


def _answer(*parts: Rows, figures: dict[str, Any] | None = None) -> Answer:
    """The parts; where none is shown, why."""
    if all(part.not_shown for part in parts):
        raise RefusedError(403, "not_shown", str(parts[0].not_shown))
    return Answer(parts=list(parts), figures=figures or {})


def _days(first: date, last: date) -> Query:
    return (("from", first.isoformat()), ("to", last.isoformat()))


def _on(day: str | None) -> Query:
    return (("from", day), ("to", day)) if day else ()


def _sums(rows: list[dict[str, Any]]) -> dict[str, float | int | str | None]:
    posts, negative, reach = (
        sum(row[name] or 0 for row in rows) for name in ("post_count", "negative_count", "reach")
    )
    return {
        "days_with_posts": len(rows),
        "post_count": posts,
        "negative_count": negative,
        "negative_share": round(negative / posts, 4) if posts else None,
        "reach_of_negative_posts": reach,
    }
