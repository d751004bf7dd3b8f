"""Each source of social exports that ships makes what is right of a small file like the real one.

The files are in `tests/exports/social`, a folder for each source file, and the rows, worked out by
hand, in its `expected.yaml`.
"""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from functools import cache, reduce
from pathlib import Path
from typing import Any

import child
import pytest
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from table_rows import read_one

from voxlake.core.days import Days
from voxlake.core.yaml_texts import read_yaml
from voxlake.ingest.filters import Filters
from voxlake.ingest.listing import list_files
from voxlake.ingest.outcomes import ACCEPTED, REJECTED
from voxlake.ingest.records import read_records
from voxlake.ingest.rows import to_rows
from voxlake.ingest.source import Source, parse_sources
from voxlake.ingest.targets import TARGETS, Target
from voxlake.tables import DATA_QUALITY

TESTS = Path(__file__).resolve().parents[1]
EXPORTS = TESTS / "exports" / "social"
FOLDERS = sorted(folder for folder in EXPORTS.iterdir() if folder.is_dir())
EXPECTED = read_yaml((EXPORTS / "expected.yaml").read_text())
WORKED_OUT = {"is_usable", "is_copy", "hashtags", "mentions", "links", "emojis", "text_hash"}
SOME = {"updated_at", "attributes"}
"""Columns that are looked at only where they are expected."""

Row = dict[str, Any]


def source_file(folder: Path) -> Path:
    return TESTS.parent / "conf" / "sources" / f"{folder.name}.yaml"


def sources_of(folder: Path) -> tuple[Source, ...]:
    return parse_sources(source_file(folder).read_text(), folder.name)


OF = {source.name: folder for folder in FOLDERS for source in sources_of(folder)}
FEW = {"x_archive", "facebook_page", "stack_exchange"}
"""Exports of each form, which `make test` reads; `make test-whole` reads all."""


def cases() -> list[Any]:
    """The names of all sources, those beyond the few marked as whole."""
    return [
        name if OF[name].name in FEW else pytest.param(name, marks=pytest.mark.whole)
        for name in EXPECTED
    ]


@pytest.fixture(scope="module")
def made(spark) -> Callable[[Path], dict[tuple[str, str], list[Row]]]:
    """Gives the rows of each source and table of an export, with what became of them."""

    @cache
    def of_export(folder: Path) -> dict[tuple[str, str], list[Row]]:
        frames: dict[str, list[DataFrame]] = defaultdict(list)
        for source in sources_of(folder):
            listing = list_files(spark, source, str(folder), Days.every())
            records = read_records(spark, listing, "UTC").where("left_out IS NULL")
            for name in source.tables:
                target = TARGETS[name]
                rows = to_rows(records, source, target, Filters(), Days.every(), zone="UTC")
                columns = [*target.types, *(["attributes"] if target.has_attributes else [])]
                kept = rows.select(*columns, "_status", "_reason", "_detail")
                frames[name].append(kept.withColumn("_source", F.lit(source.name)))
        found: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for name, parts in frames.items():
            for row in reduce(DataFrame.unionByName, parts).collect():
                found[row["_source"], name].append(row.asDict())
        return found

    return of_export


@pytest.mark.parametrize("name", cases())
def test_a_source_makes_the_rows_that_were_worked_out_by_hand(made, name):
    found = made(OF[name])
    for table in EXPECTED[name].keys() - {"read"}:
        target, rows = TARGETS[table], found[name, table]
        rejected = [(r["_reason"], r["_detail"]) for r in rows if r["_status"] == REJECTED]
        accepted = [as_texts(r, target) for r in rows if r["_status"] == ACCEPTED]
        expected = [as_wanted(one, target) for one in EXPECTED[name][table]]

        assert rejected == []
        assert len(rows) == int(EXPECTED[name]["read"])  # accepted + duplicate + rejected
        assert len(accepted) == len(expected)
        for row, one in zip(sorted(accepted, key=rank), sorted(expected, key=rank), strict=True):
            assert as_asked(row, one, target) == one


def test_no_source_of_an_export_goes_untested():
    assert set(OF) == set(EXPECTED)


def as_wanted(expected: Row, target: Target) -> Row:
    """An expected row, with the ids that are made of texts, and times as rows have them."""
    wanted = dict(expected)
    for name, value in expected.items():
        if isinstance(value, dict) and "made_of" in value:
            of = json.dumps(value["made_of"], ensure_ascii=False, separators=(",", ":"))
            wanted[name] = hashlib.sha256(of.encode()).hexdigest()[:32]
        elif target.types.get(name) == "timestamp":
            wanted[name] = str(datetime.fromisoformat(value))
    return wanted


def as_texts(row: Row, target: Target) -> Row:
    """What a row says, as texts; ids without their namespace."""
    said = {name: row[name] for name in target.types if name not in WORKED_OUT}
    texts = {
        name: value.partition(":")[2] if target.is_id(name) else str(value)
        for name, value in said.items()
        if value is not None and value is not False
    }
    return {**texts, "attributes": row.get("attributes") or {}}


def as_asked(row: Row, expected: Row, target: Target) -> Row:
    """A row without what is looked at only where it is expected, such as the row's own id."""
    asked = {
        name: value
        for name, value in row.items()
        if name in expected or name not in SOME | {target.required[0]}
    }
    if "attributes" in expected:
        asked["attributes"] = {name: row["attributes"].get(name) for name in expected["attributes"]}
    return asked


def rank(row: Row) -> str:
    """Puts rows into the same order, whether their ids and attributes are expected or not."""
    return str(sorted((k, v) for k, v in row.items() if k not in SOME and not k.endswith("_id")))


@pytest.mark.whole
def test_the_command_reads_all_exports_of_one_folder_and_loses_no_record(tmp_path):
    """As `make run SOURCES=... DATA=...` starts it, with each export in a folder of its own."""
    for folder in FOLDERS:
        text = source_file(folder).read_text()
        here = re.sub('(?m)^path: "', f'path: "{folder.name}/', text)
        (tmp_path / f"{folder.name}.yaml").write_text(here)
    sources = ",".join(str(tmp_path / f"{folder.name}.yaml") for folder in FOLDERS)
    places = ("--lake", tmp_path / "lake", "--data", EXPORTS)
    log = tmp_path / "log"

    process = child.command("run", *places, "--sources", sources, "--jobs", "ingest", log=log)

    assert process.wait(child.PATIENCE_SECONDS) == 0, log.read_text()[-4000:]
    counted: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in read_one(tmp_path / "lake", DATA_QUALITY).itertuples():
        counted[row.source, row.table_name][row.step] += row.row_count
    assert {
        (name, table): int(rows["read"])
        for name, rows in EXPECTED.items()
        for table in rows.keys() - {"read"}
    } == {of: steps["read"] for of, steps in counted.items()}
    for steps in counted.values():
        assert steps["read"] == sum(steps[step] for step in ("accepted", "duplicate", "rejected"))
    assert sum(steps["rejected"] for steps in counted.values()) == 0
