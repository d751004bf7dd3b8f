"""What each role is told of a period."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from voxlake.core.zones import clock_of
from voxlake.report.marketing import sentences as say
from voxlake.report.pictures import png_of
from voxlake.report.settings import ReportSettings
from voxlake.report.summaries.facts import Facts
from voxlake.report.summaries.figures import key_figures
from voxlake.report.summaries.settings import Role
from voxlake.report.summaries.summary import Part, Shown, Summary, Table
from voxlake.report.week import sentences
from voxlake.report.week.sentences import UNKNOWN
from voxlake.report.week.sentiment import sentiment_picture
from voxlake.tables.columns import ALL

_TOPICS = 8
_CHANGES = 4


def summary_of(role: Role, facts: Facts, settings: ReportSettings, zone: str) -> Summary:
    """The summary of a period for a role.

    Args:
        role: Whom it is for.
        facts: What it is written from.
        settings: What the report is called.
        zone: The lake's.
    """
    figures = key_figures(facts.comparisons, facts.clear, facts.words, facts.period.unit)
    return Summary(
        role=role,
        period=facts.period,
        clock=clock_of(zone),
        heading=settings.title,
        headline=_headline(facts),
        figures=figures,
        picture=_picture(facts),
        parts=[part for make in _PARTS[role] if (part := make(facts))],
        notes=_notes(facts),
    )


def _headline(facts: Facts) -> str:
    if facts.clear:
        return sentences.sentence(facts.clear[0], facts.words)
    if any(one.usual for one in facts.comparisons):
        return (
            f"Nothing in this {facts.period.unit} differs from what is usual by more than chance."
        )
    return f"There is too little history to say what is usual of a {facts.period.unit}."


def _picture(facts: Facts) -> Shown | None:
    if not facts.days:
        return None
    first, last = facts.days[0].day, facts.days[-1].day
    alt = (
        f"Bars for each day from {first:%-d %B} to {last:%-d %B %Y}: shares of negative, neutral, "
        "positive and unsure posts."
    )
    return Shown(sentiment_picture(facts.days), png_of(sentiment_picture, facts.days), alt)


def _notes(facts: Facts) -> list[str]:
    coverage = facts.coverage
    told = list(facts.missing)
    if coverage.posts and not coverage.is_whole:
        told.append(f"Moods rest on {coverage.share}. Left out: {coverage.left_out}.")
    return told


def changes(facts: Facts) -> Part | None:
    """What chance does not explain; None where that is no more than the headline."""
    if len(facts.clear) <= 1:
        return None
    told = [sentences.sentence(one, facts.words) for one in facts.clear[:_CHANGES]]
    if more := len(facts.clear) - len(told):
        told.append(f"{say.counted(more, 'further figure differs', 'further figures differ')}.")
    return Part("What changed", told)


def spend(facts: Facts) -> Part:
    """What buyers are expected to spend."""
    value = facts.value
    if value is None:
        told = f"It is not known on {facts.as_of:%-d %B %Y}: no orders, or no model of value."
    else:
        buyers = say.counted(value.buyers, "buyer is", "buyers are")
        told = (
            f"{buyers} expected to spend {value.total:,.0f} {value.currency or ''} in the "
            f"{value.horizon_days} days after {facts.as_of:%-d %B %Y}, discounted to that day."
        )
    return Part("What buyers will spend", [told])


def voices(facts: Facts) -> Part:
    """How much is said of brands, beside each other."""
    if not facts.voices:
        return Part("Share of voice", ["No post of these days names a brand that is looked for."])
    rows = [
        (
            one.brand,
            f"{one.posts:,}",
            f"{one.share.value:.0%}" if one.share else UNKNOWN,
            f"{one.share.low:.0%} to {one.share.high:.0%}" if one.share else UNKNOWN,
        )
        for one in facts.voices
    ]
    heads = ("Brand", "Posts", "Share", "Interval")
    told = "Of the posts that name any of the brands, so many name each; some name several."
    return Part("Share of voice", [told], Table(heads, rows))


def topics(facts: Facts) -> Part:
    """What posts are about."""
    if not facts.topics:
        return Part("What posts are about", ["There are no topics for these days."])
    rows = [
        (
            one.name,
            f"{one.posts:,}",
            f"{one.share:.0%}",
            UNKNOWN if one.negative_share is None else f"{one.negative_share:.0%}",
        )
        for one in facts.topics[:_TOPICS]
    ]
    told = "Shares are of the posts that have a topic; negative ones of those that were read."
    return Part(
        "What posts are about", [told], Table(("Topic", "Posts", "Share", "Negative"), rows)
    )


def bursts(facts: Facts) -> Part:
    """Topics with more posts than usual."""
    title = "What was talked about more than usual"
    if not facts.bursts:
        return Part(title, [f"No topic stood out on any day of this {facts.period.unit}."])
    rows = [
        (
            one.name,
            f"{one.row['start_date']:%-d %B}",
            f"{one.row['end_date']:%-d %B}" if one.row["end_date"] else "goes on",
            f"{one.row['post_count']:,}",
            f"{one.row['usual_count']:,.0f}",
        )
        for one in facts.bursts
    ]
    heads = ("Topic", "From", "To", "Posts", "Usual")
    return Part(title, ["Posts of those days, beside how many are usual."], Table(heads, rows))


def alerts(facts: Facts) -> Part:
    """Days that were more negative than usual."""
    title = "Days that were more negative than usual"
    if not facts.alerts:
        return Part(title, [f"No day of this {facts.period.unit} was."])
    rows = [
        (
            f"{row['post_date']:%-d %B}, {'all posts' if row['brand'] == ALL else row['brand']}",
            f"{row['post_count']:,}",
            f"{row['negative_share']:.0%}",
            f"{row['usual_share']:.0%}",
        )
        for row in facts.alerts
    ]
    told = "Usual is the share of that weekday in the weeks before."
    return Part(title, [told], Table(("Day", "Posts", "Negative", "Usual"), rows))


def queue(facts: Facts) -> Part:
    """Who waits for an answer; what people wrote stands in the report alone."""
    replies = facts.replies
    told = [one for one in say.whom_to_answer(replies) if not one.startswith("The most urgent")]
    if replies.open_count or replies.needed:
        told = [f"As of {facts.as_of:%-d %B %Y}:", *told]
    rows = [
        (
            one.row["post_id"],
            f"{one.row['wait_hours']:,.0f}" if one.row["wait_hours"] is not None else UNKNOWN,
            f"{one.row['reach']:,}" if one.row["reach"] is not None else UNKNOWN,
        )
        for one in replies.first
    ]
    table = Table(("Post, the most urgent first", "Waits, hours", "Reaches"), rows)
    return Part("Whom to answer", told, table if rows else None)


def compared(facts: Facts) -> Part:
    """Every figure that was compared."""
    unit = facts.period.unit
    rows = [
        (
            sentences.name(one, facts.words),
            sentences.figure(one, one.now, facts.words),
            UNKNOWN if one.before is None else sentences.figure(one, one.before, facts.words),
            sentences.range_of(one, facts.words),
            "yes" if one in facts.clear else "no" if one.usual else UNKNOWN,
        )
        for one in facts.comparisons
        if one.kind != "mood_of_topic"
    ]
    known = sum(one.usual is not None for one in facts.comparisons)
    told = (
        f"{say.counted(known, 'figure was', 'figures were')} held against the {unit}s before, also "
        "the negative share of each topic. The range holds 95 of 100 ordinary "
        f"{unit}s; `differs` stands up to Holm's method over all of them."
    )
    heads = ("Figure", "Now", "Before", "Range", "Differs")
    return Part("Figures and ranges", [told], Table(heads, rows) if rows else None)


def records(facts: Facts) -> Part:
    """From records to rows, of all that was ever read."""
    if not facts.quality:
        return Part("From raw records to usable rows", ["No record was read."])
    rows = [
        (one.table, f"{one.read:,}", f"{one.usable:,}", f"{one.duplicate:,}", f"{one.rejected:,}")
        for one in facts.quality
    ]
    heads = ("Table", "Read", "Usable", "Duplicate", "Rejected")
    told = "All records read so far, by the table that they were meant for."
    return Part("From raw records to usable rows", [told], Table(heads, rows))


def _of_marketing(title: str) -> Callable[[Facts], Part]:
    def part(facts: Facts) -> Part:
        return Part(f"{title}, as of {facts.as_of:%-d %B %Y}", facts.marketing[title])

    return part


_TIMES, _WORKS, _RETURNED, _MONEY = map(
    _of_marketing,
    ("When to post", "What works", "What campaigns returned", "Where to move money"),
)
_PARTS: dict[Role, Sequence[Callable[[Facts], Part | None]]] = {
    "executive": (changes, voices, spend, _RETURNED, _MONEY),
    "marketer": (changes, topics, bursts, voices, _TIMES, _WORKS, _RETURNED),
    "analyst": (compared, topics, bursts, alerts, records),
    "care": (alerts, queue, topics),
}
