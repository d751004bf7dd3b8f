"""Lakes of which each test changes a copy, so that what all of them need is made once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.run.context import Context


@pytest.fixture
def copied(tmp_path: Path) -> Callable[[Context], Context]:
    """Gives a context a copy of its lake, tables alone; its models stay the same."""

    def copied(ctx: Context) -> Context:
        folder = shutil.copytree(
            ctx.lake.place.home, tmp_path / "copied", ignore=shutil.ignore_patterns("_mlflow")
        )
        return replace(ctx, lake=Lake(ctx.spark, Root(str(folder)), run_id="run"), notes={})

    return copied
