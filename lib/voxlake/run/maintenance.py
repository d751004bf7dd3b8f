"""`voxlake maintain`: says what there is to do for the files of a lake, or does it."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table as Grid

from voxlake.core.terminal import say
from voxlake.lake.lake import Lake
from voxlake.lake.leftovers import Leftover, leftovers
from voxlake.lake.maintain import Upkeep, look_at
from voxlake.lake.maintenance_settings import MaintenanceSettings
from voxlake.lake.stale import Pile
from voxlake.pipeline import job_named
from voxlake.run.config import Config
from voxlake.run.launch import opened, summarise
from voxlake.spark.progress import bar
from voxlake.tables import TABLES


def run(config: Config, conf_dir: str | None, *, apply: bool) -> None:
    """Run the job `maintain` or, without `apply`, print what it would do, which changes nothing.

    Args:
        config: Says which lake, and how long what is kept.
        conf_dir: Folder of the config.
        apply: Whether to do it, under the lake's lock.
    """
    with opened(config, conf_dir, locks=apply) as runner:
        if apply:
            summarise(runner, runner.run([job_named("maintain")], None))
            return
        with bar(runner.spark, runner.console, "maintain"):
            found = what_is_due(runner.lake, config.maintenance)
            others = leftovers(runner.lake)
        show(runner.console, found, others)


def what_is_due(lake: Lake, settings: MaintenanceSettings) -> list[Upkeep]:
    """What there is to do for each table of the lake that is there."""
    return [due for table in TABLES if (due := look_at(lake, table, settings)) is not None]


def show(console: Console, found: Sequence[Upkeep], others: Sequence[Leftover]) -> None:
    """Print what there is to do, and how many bytes that frees."""
    grid = Grid()
    for name in ("table", "stored"):
        grid.add_column(name)
    for name in ("files", "after", "old files", "MB", "old log", "sets"):
        grid.add_column(name, justify="right")
    due = [one for one in found if one.is_due]
    for one in due:
        grid.add_row(
            one.table.view,
            "daily" if one.is_daily else "gathered",
            f"{one.file_count:,}",
            f"{one.files_after:,}" if one.gathers else "",
            f"{one.stale.file_count:,}",
            f"{one.frees.byte_count / 1e6:,.1f}",
            f"{one.old_log.file_count:,}",
            "retention" if one.properties else "",
        )
    if due:
        console.print(grid)
    sure = [one for one in others if one.is_sure]
    freed = sum((one.frees for one in due), start=sum((o.size for o in sure), start=Pile()))
    lines = [
        *(f"{o.place}: {o.what}, {o.size}{'' if o.is_sure else '; stays'}" for o in others),
        *(
            f"{u.table.view}: a setting names a version; nothing is removed"
            for u in found
            if u.is_named
        ),
        f"{len(found) - len(due)} of {len(found)} tables need nothing.",
        f"Would free {freed}; --apply does it." if due or sure else "There is nothing to do.",
    ]
    for line in lines:
        say(console, line)
