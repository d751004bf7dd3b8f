"""Gather small files, remove old ones, and forget old entries of the tables' logs."""

from __future__ import annotations

from voxlake.lake.leftovers import leftovers, remove
from voxlake.lake.maintain import maintain_all
from voxlake.lake.maintenance_settings import MaintenanceSettings
from voxlake.lake.stale import Pile
from voxlake.run.context import Context


def run(ctx: Context, settings: MaintenanceSettings) -> None:
    """Do what there is to do, table by table, then for what belongs to no table."""
    freed = Pile()
    for done in maintain_all(ctx.lake, settings):
        freed += done.frees
        ctx.note(**{done.table.view: done.summary})
    for leftover in leftovers(ctx.lake):
        if leftover.is_sure:
            remove(ctx.lake, leftover)
            freed += leftover.size
            ctx.note(**{leftover.place: f"{leftover.what}, {leftover.size}"})
    ctx.note(freed=str(freed))
