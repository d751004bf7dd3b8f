"""The page of content: drafts, what goes out, who waits for an answer, and what to change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pyspark.sql import Row

from voxlake.report.marketing.drafts import Drafts, drafts_of_days
from voxlake.report.marketing.findings import Content, content_of_day
from voxlake.report.marketing.learnt import learnt
from voxlake.report.marketing.publishing import STATES, Publishing, publishing_of_week
from voxlake.report.marketing.replies import Replies, replies_of_day
from voxlake.report.settings import ReportSettings
from voxlake.report.sources import Sources


@dataclass(frozen=True)
class Board:
    """What the page shows."""

    drafts: Drafts
    publishing: Publishing
    replies: Replies
    content: Content
    learnt: list[Row]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing on it."""
        out, wait = self.publishing, self.replies
        return not (
            self.drafts.states
            or out.states
            or out.week
            or out.left
            or wait.open_count
            or wait.needed
            or self.content.pages
            or self.content.unread
            or self.learnt
        )

    @property
    def states(self) -> dict[str, int]:
        """Publications by what their state is called."""
        return {STATES[state]: count for state, count in self.publishing.states.items()}


def gather(sources: Sources, as_of: date, settings: ReportSettings) -> Board | None:
    """The board as it is at the end of the day; None where there is nothing on it."""
    board = board_of_day(sources, as_of, settings)
    return None if board.is_empty else board


def board_of_day(sources: Sources, as_of: date, settings: ReportSettings) -> Board:
    """What is on the board, which may be nothing."""
    return Board(
        drafts_of_days(sources, as_of, settings),
        publishing_of_week(sources, as_of, settings),
        replies_of_day(sources, as_of, settings),
        content_of_day(sources),
        learnt(sources),
    )


def draw(_: Board) -> dict[str, str]:
    """No pictures."""
    return {}
