"""Write the summary of the last whole week and month for each role, and send it, once."""

from __future__ import annotations

from collections.abc import Iterator

from voxlake.core.errors import ConfigError
from voxlake.core.storage import write_bytes
from voxlake.jobs.common.deliveries import known_and_pending, send
from voxlake.jobs.common.reporting import sources_of
from voxlake.report.summaries.facts import gather
from voxlake.report.summaries.html import html_of
from voxlake.report.summaries.pdf import pdf_of
from voxlake.report.summaries.periods import last_whole, with_earlier
from voxlake.report.summaries.reads import SUMMARY_READS
from voxlake.report.summaries.roles import summary_of
from voxlake.report.summaries.settings import SummarySettings
from voxlake.report.summaries.summary import Summary
from voxlake.run.context import Context
from voxlake.warnings.delivery import Delivery, of_summary


def run(ctx: Context, settings: SummarySettings) -> None:
    """Write all of them; then send those that their channels were not told of."""
    folder = settings.path or _folder(ctx)
    new = []
    for summary in _summaries(ctx, settings):
        files = _written(summary, f"{folder.rstrip('/')}/{summary.role}", settings)
        new += _deliveries(ctx, summary, files, settings)
    known, _ = known_and_pending(ctx, [one.warning_id for one in new], settings.warnings)
    send(ctx, [one for one in new if one.key not in known], settings.warnings)


def _folder(ctx: Context) -> str:
    if (home := ctx.lake.place.home) is None:
        raise ConfigError("A lake in a catalog needs summaries.path: the folder to write to.")
    return f"{home}/_report/summaries"


def _summaries(ctx: Context, settings: SummarySettings) -> Iterator[Summary]:
    sources = sources_of(ctx, SUMMARY_READS, settings)
    for unit in settings.periods:
        before = settings.report.weeks - 1 if unit == "week" else settings.months
        periods = with_earlier(last_whole(unit, ctx.as_of), before)
        facts = gather(sources, periods, ctx.as_of, settings.report)
        for role in settings.roles:
            yield summary_of(role, facts, settings.report, ctx.lake.time_zone)


def _written(summary: Summary, folder: str, settings: SummarySettings) -> list[str]:
    """The files of a summary, now that they are there."""
    make = {"html": lambda: html_of(summary).encode(), "pdf": lambda: pdf_of(summary)}
    files = []
    for form in settings.formats:
        files.append(f"{folder}/{summary.period.name}.{form}")
        write_bytes(files[-1], make[form]())
    return files


def _deliveries(
    ctx: Context, summary: Summary, files: list[str], settings: SummarySettings
) -> list[Delivery]:
    told = f"{summary.heading}. {summary.title}. {summary.headline}"
    return [
        of_summary(
            summary.role,
            summary.period.name,
            summary.period.last,
            told,
            files,
            channel=channel,
            now=ctx.now(),
        )
        for channel in settings.channels.get(summary.role, ())
    ]
