"""A tiny delivery, taken in by the command line as often as a test likes, and its books."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import child
import pandas as pd
import pytest
import yaml
from ingest_place import POSTS_SOURCE, post
from table_rows import assert_same, read_one

from voxlake.pipeline import job_named
from voxlake.tables import DATA_QUALITY

CONF = Path(__file__).resolve().parents[2] / "conf"
SHOP = {
    "name": "shop",
    "format": "csv",
    "path": "orders.csv",
    "tables": {
        "orders": {
            "order_line_id": "id",
            "ordered_at": "at",
            "amount": "price",
            "currency": {"constant": "EUR"},
        }
    },
}
ORDERS_FILE = "id,at,price\n1,2024-01-01,7.50\n1,2024-01-01,7.50\n2,2024-01-02,x\n3,never,1\n4\n"
"""Of five records, one is a repeat, one has no amount, one no time, one too few fields."""


@dataclass(frozen=True)
class Delivery:
    """Files of two sources, the configuration, and a log of what the last command said."""

    folder: Path

    def start(self, lake: Path) -> subprocess.Popen[bytes]:
        """Begin to take the files into a lake."""
        sources = ",".join(str(self.folder / f"{name}.yaml") for name in ("net", "shop"))
        places = ("--lake", lake, "--sources", sources, "--data", self.folder / "data")
        options = ("--conf-dir", self.folder / "conf", "--set", "ingest.max_rejected_share=1")
        return child.command("run", "--jobs", "ingest", *places, *options, log=self.log)

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def take(self, lake: Path) -> int:
        """Take the files into a lake; gives the exit code."""
        return self.start(lake).wait(child.PATIENCE_SECONDS)

    def said(self) -> str:
        """What the last command said."""
        return self.log.read_text()


@pytest.fixture(scope="module")
def delivery(tmp_path_factory: pytest.TempPathFactory) -> Delivery:
    folder = tmp_path_factory.mktemp("delivery")
    write_sources(folder, {**POSTS_SOURCE, "path": "posts"}, SHOP)
    (folder / "data" / "posts").mkdir(parents=True)
    for day in range(1, 4):
        lines = [json.dumps(post(10 * day + n, f"2024-01-{day:02}T10:00")) for n in range(5)]
        text = "\n".join([*lines, lines[0], "{broken", ""])
        (folder / "data" / "posts" / f"{day}.json").write_text(text)
    (folder / "data" / "orders.csv").write_text(ORDERS_FILE)
    shutil.copytree(CONF, folder / "conf")
    with (folder / "conf" / "spark" / "local.conf").open("a") as settings:
        settings.writelines(f"{key} {value}\n" for key, value in child.FEW_ROWS.items())
    return Delivery(folder)


def write_sources(folder: Path, *sources: dict[str, Any]) -> None:
    for source in sources:
        (folder / f"{source['name']}.yaml").write_text(yaml.safe_dump(source))


@pytest.fixture(scope="module")
def undisturbed(delivery: Delivery, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake that took the delivery in without a fault."""
    lake = tmp_path_factory.mktemp("undisturbed") / "lake"
    assert delivery.take(lake) == 0, delivery.said()[-4000:]
    return lake


@pytest.fixture(scope="module")
def assert_whole(undisturbed: Path) -> Callable[[Path], None]:
    """Asserts that a lake's books balance, and that it holds what the undisturbed one does."""

    def check(lake: Path) -> None:
        books = read_one(lake, DATA_QUALITY)
        steps = books.pivot_table("row_count", ["file", "table_name"], "step", "sum").fillna(0)
        assert (steps.read == steps.accepted + steps.duplicate + steps.rejected).all()
        for table in job_named("ingest").writes:
            is_there = (undisturbed / table.layer / table.name).is_dir()
            assert (lake / table.layer / table.name).is_dir() == is_there, table.view
            if is_there:
                found, expected = (rows_of(one, table) for one in (lake, undisturbed))
                assert_same(found, expected, table.view)

    return check


def rows_of(lake: Path, table: Any) -> pd.DataFrame:
    return read_one(lake, table).drop(columns="run_id", errors="ignore")
