"""The posts that stand out, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyspark.sql import Row
from pyspark.sql import functions as F

from voxlake.report.settings import ReportSettings
from voxlake.report.sources import Sources
from voxlake.report.topics.behind import shown_posts
from voxlake.report.week.evidence import Post
from voxlake.tables import TOP_POSTS
from voxlake.tables.columns import ALL_TOPICS, ALL_USERS

_MOST = 5
KINDS = {
    "most": "Posts that most people liked, answered or repeated",
    "growing": "Posts that do better than their authors' posts usually do at that age",
}


@dataclass(frozen=True)
class TopPost:
    """A post that stands out: what people did with it, and why it is there."""

    post: Post
    engagement: int
    why: str


def rows_of_top_posts(sources: Sources) -> list[Row]:
    """The first five of each kind, of all topics and segments together."""
    return (
        sources[TOP_POSTS]
        .where((F.col("topic_id") == ALL_TOPICS) & (F.col("segment_id") == ALL_USERS))
        .where(F.col("kind").isin(list(KINDS)) & (F.col("rank") <= _MOST))
        .orderBy("kind", "rank")
        .collect()
    )


def top_posts_by_kind(
    rows: Sequence[Row], posts: Mapping[str, Row], settings: ReportSettings
) -> dict[str, list[TopPost]]:
    """Those whose text is there, by the title of their kind; kinds without any are left out."""
    found: dict[str, list[TopPost]] = {}
    for kind, title in KINDS.items():
        of_kind = [
            TopPost(post, row["engagement"], row["why"])
            for row in rows
            if row["kind"] == kind
            for post in shown_posts([row["post_id"]], posts, settings)
        ]
        if of_kind:
            found[title] = of_kind
    return found
