"""The page of what to do: what the tables of marketing ask for, in plain sentences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from voxlake.report.marketing import sentences as say
from voxlake.report.marketing.bandits import bandits_of_day
from voxlake.report.marketing.campaigns import results
from voxlake.report.marketing.experiments import experiments_of_day
from voxlake.report.marketing.mix import mixes
from voxlake.report.marketing.sentences import Part
from voxlake.report.marketing.times import calendars
from voxlake.report.pages import content
from voxlake.report.pages.content import Board
from voxlake.report.settings import ReportSettings
from voxlake.report.sources import Sources


@dataclass(frozen=True)
class Brief:
    """What the page says."""

    parts: list[Part]


def gather(sources: Sources, as_of: date, settings: ReportSettings) -> Brief | None:
    """The parts of the brief; None where no table of marketing has a row."""
    weeks = calendars(sources)
    experiments = experiments_of_day(sources)
    bandits = bandits_of_day(sources, as_of, settings)
    campaigns, planned = results(sources, "campaign"), mixes(sources, as_of)
    board = content.board_of_day(sources, as_of, settings)
    is_known = any(week.posts for week in weeks) or experiments or bandits
    if not (is_known or campaigns or planned or not board.is_empty):
        return None
    works, gives = say.what_works(experiments, bandits), say.what_returned(campaigns)
    return Brief(
        [
            Part("When to post", "times", ("best_post_times",), say.times_to_post(weeks)),
            Part("What works", "experiments", ("experiment_results", "bandit_state"), works),
            Part("What campaigns returned", "budget", ("campaign_results",), gives),
            Part("Where to move money", "budget", ("budget_plan",), say.where_money_goes(planned)),
            *_of_board(board),
        ]
    )


def _of_board(board: Board) -> list[Part]:
    waits = say.what_waits(board.drafts, board.publishing)
    tables = ("drafts", "posting_schedule", "publications")
    answers = say.whom_to_answer(board.replies)
    return [
        Part("Whom to answer", "content", ("reply_queue", "reply_times"), answers),
        Part("What waits for you", "content", tables, waits),
        Part(
            "What to change on pages",
            "content",
            ("content_scores", "content_findings"),
            say.what_to_change(board.content),
        ),
        Part("What was learnt", "content", ("content_learnt",), say.what_was_learnt(board.learnt)),
    ]


def draw(_: Brief) -> dict[str, str]:
    """No pictures."""
    return {}
