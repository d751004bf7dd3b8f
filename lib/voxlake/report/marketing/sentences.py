"""What marketing tables ask one to do, in plain sentences; each is true where a table is empty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyspark.sql import Row

from voxlake.report.marketing.bandits import Bandit
from voxlake.report.marketing.campaigns import NONE, Result, by_return
from voxlake.report.marketing.drafts import Drafts
from voxlake.report.marketing.experiments import Experiment
from voxlake.report.marketing.findings import Content
from voxlake.report.marketing.mix import Mix
from voxlake.report.marketing.publishing import Publishing
from voxlake.report.marketing.replies import Replies
from voxlake.report.marketing.times import Calendar

_CAMPAIGNS = 3
_CHANGES = 4
_LEAST_CHANGE = 0.5


@dataclass(frozen=True)
class Part:
    """A part of the brief.

    Attributes:
        title: What it is about.
        page: Name of the page that shows more.
        tables: Views of the tables that it is told from.
        sentences: Whole sentences; one that says what is not known where nothing is.
    """

    title: str
    page: str
    tables: tuple[str, ...]
    sentences: list[str]


def listed(names: Sequence[str]) -> str:
    """Names with commas and `and`."""
    *others, last = names or [""]
    return f"{', '.join(others)} and {last}" if others else last


def counted(count: int, one: str, many: str | None = None) -> str:
    """A number with its noun, such as `1 draft` or `1,200 drafts`."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def times_to_post(calendars: Sequence[Calendar]) -> list[str]:
    """The best hour of each account that has one, and who has none."""
    seen = [week for week in calendars if week.posts]
    if not seen:
        return ["No times to post are known: no post with engagement was counted."]
    told = [
        f"{week.title}: post on {week.best[0].name} ({week.clock}). Posts of that hour get "
        f"{week.best[0].gain:.2f} times the usual engagement (between {week.best[0].low:.2f} and "
        f"{week.best[0].high:.2f})."
        for week in seen
        if week.best
    ]
    if without := [week.title for week in seen if not week.best]:
        told.append(f"No hour is reliably better than others for: {listed(without)}.")
    return told


def what_works(experiments: Sequence[Experiment], bandits: Sequence[Bandit]) -> list[str]:
    """Arms that are better or worse, what cannot be trusted, and what is still open."""
    fair = [one for one in experiments if not one.is_bandit]
    if not fair and not bandits:
        return ["No experiment was evaluated."]
    told = [f"{one.name}: {_small(arm.verdict)}." for one in fair for arm in one.decided]
    if wrong := [one.name for one in fair if one.is_split_wrong]:
        told.append(
            f"Do not use the figures of {listed(wrong)}: users are not split between the arms as "
            "planned."
        )
    if still := [one.name for one in fair if not one.decided and not one.is_split_wrong]:
        told.append(f"Nothing is decided in {listed(still)}.")
    return [*told, *(f"{one.name}: {one.verdict}." for one in bandits if one.verdict)]


def what_returned(campaigns: Sequence[Result]) -> list[str]:
    """The campaigns that brought most for what they cost, those that brought less, and the rest."""
    campaigns = [one for one in campaigns if one.row["group_name"] != NONE]
    if not campaigns:
        return ["No campaign has spend, orders or posts."]
    ranked = by_return(campaigns)
    paid = [one for one in ranked if one.row["return_on_spend"] >= 1]
    told = [_returned(one) for one in paid[:_CAMPAIGNS]]
    if more := paid[_CAMPAIGNS:]:
        told.append(f"{counted(len(more), 'further campaign')} brought what was spent, or more.")
    if less := [one.name for one in ranked if one.row["return_on_spend"] < 1]:
        told.append(f"These brought less revenue than was spent on them: {listed(less)}.")
    if without := len(campaigns) - len(ranked):
        told.append(
            f"{counted(without, 'campaign has', 'campaigns have')} no spend above 0, so no return "
            "can be told."
        )
    return told


def _returned(one: Result) -> str:
    row = one.row
    return (
        f"{one.name}: {row['currency']} {one.revenue:,.0f} of revenue for {one.spend:,.0f} spent "
        f"({row['return_on_spend']:.2f} for each)."
    )


def where_money_goes(mixes: Sequence[Mix]) -> list[str]:
    """The largest moves of each plan, and what they are to bring; or that nothing is to move."""
    planned = [(mix, mix.plan) for mix in mixes if mix.plan and mix.plan.total]
    if not planned:
        return ["No budget is planned: there is no model of channels, or no plan was made."]
    told = []
    for mix, plan in planned:
        moved = [one for one in plan.changes if abs(one.change) >= _LEAST_CHANGE][:_CHANGES]
        where = "" if mix.where == "all countries" else f"{mix.where}: "
        if not moved:
            told.append(f"{where}Leave the spend of channels as it is ({mix.currency}).")
            continue
        changes = [f"{one.channel} from {one.now:,.0f} to {one.planned:,.0f}" for one in moved]
        sure = "" if plan.is_sure else ", which may be nothing"
        way = "more" if plan.gain >= 0 else "less"
        told.append(
            f"{where}In {mix.currency} a week, move {listed(changes)}. Over "
            f"{counted(len(plan.weeks), 'week')} from {plan.weeks[0]:%-d %B} on that is expected "
            f"to bring {abs(plan.gain):,.0f} {way}{sure}."
        )
    return told


def whom_to_answer(replies: Replies) -> list[str]:
    """How many wait, how long, and what became of the week's posts."""
    if not replies.open_count and not replies.needed:
        return ["No post is known to need an answer."]
    told = []
    if replies.open_count:
        said = counted(replies.open_count, "post waits", "posts wait")
        told.append(f"{said} for an answer, {replies.new_count:,} of them with nobody on it.")
        if replies.first:
            first = replies.first[0]
            text = f": “{first.text}”" if first.text else ""
            why = f" ({'; '.join(first.why)})" if first.why else ""
            told.append(f"The most urgent{why}{text}")
    else:
        told.append("Nobody waits for an answer.")
    if replies.needed:
        told.append(
            f"Of {counted(replies.needed, 'post')} of the last seven days that needed an answer, "
            f"{replies.answered:,} got one."
        )
    return told


def what_waits(drafts: Drafts, publishing: Publishing) -> list[str]:
    """Drafts to look at, what is to go out without approval, and what went wrong."""
    told = []
    if drafts.waiting:
        told.append(f"{counted(drafts.waiting, 'draft waits', 'drafts wait')} for a person.")
    else:
        told.append("No draft waits for a person.")
    if publishing.week:
        bare = sum(not slot.is_approved for slot in publishing.week)
        told.append(
            f"{counted(len(publishing.week), 'post is', 'posts are')} planned for the seven days "
            f"to come"
            + (f", {bare:,} of them not approved: they will not go out." if bare else ".")
        )
    if asks := publishing.states.get("ask"):
        told.append(
            f"{counted(asks, 'post was', 'posts were')} sent and perhaps not taken: look, and say "
            "so."
        )
    if failed := publishing.states.get("failed"):
        told.append(f"{counted(failed, 'post')} failed to go out.")
    return told


def what_to_change(content: Content) -> list[str]:
    """The worst faults of pages."""
    if not content.pages:
        return ["No page or text was scored."]
    bad = [rule for rule in content.rules if rule.severity == "high"]
    if not bad:
        return [f"No page of {content.pages:,} has a fault of severity high."]
    return [
        f"{rule.name.capitalize()} on {counted(rule.pages, 'page')}: {rule.proposal}"
        for rule in bad[:_CAMPAIGNS]
    ]


def what_was_learnt(rows: Sequence[Row]) -> list[str]:
    """Reliable differences of published posts, or that there is none."""
    if not rows:
        return ["Nothing was learnt yet: no published post came back with its engagement."]
    told = [
        f"Posts with {row['attribute']} “{row['value']}” got {row['gain']:.2f} times the usual"
        + ("." if row["is_by_chance"] else "; what differs along with it may be the cause.")
        for row in rows
        if row["is_reliable"]
    ]
    return told or ["No way to write or to show fared reliably better than others."]


def _small(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
