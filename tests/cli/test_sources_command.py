"""`voxlake sources`: what ships, what a lake was fed from."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from voxlake.cli.commands import app
from voxlake.core.errors import ConfigError
from voxlake.ingest.source import parse_sources
from voxlake.run.feeds import read_feeds, remember
from voxlake.run.shipped import shipped_sources

PROJECT = Path(__file__).resolve().parents[2]
CONF = str(PROJECT / "conf")
DATA_SETS = {"airline_tweets", "cdnow", "ggplot2_tweets", "hacker_news", "online_retail"}
"""What ships and is no export; all else says how to get its files."""
MINE = """
name: mine
title: Orders of our shop
export: In the shop, Orders > Export.
format: csv
path: orders*.csv
tables:
  orders: {order_line_id: Line, ordered_at: Date, amount: Total, currency: {constant: EUR}}
---
name: mine_buyers
format: csv
path: buyers.csv
tables:
  users: {user_id: Customer}
"""


@pytest.fixture
def folder(tmp_path) -> str:
    """Sources of a shop, of a data set and of the sample."""
    (tmp_path / "mine.yaml").write_text(MINE)
    for name in ("cdnow", "sample_posts"):
        shipped = PROJECT / "conf" / "sources" / f"{name}.yaml"
        (tmp_path / f"{name}.yaml").write_text(shipped.read_text())
    return str(tmp_path)


def ran(*words: str) -> str:
    ended = CliRunner().invoke(app, ["sources", *words], catch_exceptions=False)
    assert ended.exit_code == 0, ended.output
    return ended.output


def test_sources_are_grouped_by_what_they_feed_and_those_of_the_sample_and_data_sets_stand_apart(
    folder,
):
    assert [(one.group, one.name) for one in shipped_sources(folder)] == [
        ("orders", "mine"),
        ("data sets", "cdnow"),
        ("sample", "sample_posts"),
    ]


def test_a_list_says_what_a_source_reads_feeds_and_needs(folder, tmp_path):
    lake = f"lake.root={tmp_path / 'lake'}"
    told = ran("--conf-dir", CONF, "--set", f"ingest.sources_dir={folder}", "--set", lake)

    assert told.startswith(
        "orders\n"
        "  mine: Orders of our shop\n"
        "      orders*.csv, buyers.csv -> orders, users\n"
        "      In the shop, Orders > Export.\n"
        "data sets\n"
    )
    facts = ran(
        "--json", "--conf-dir", CONF, "--set", f"ingest.sources_dir={folder}", "--set", lake
    )
    assert json.loads(facts)["shipped"][0] == {
        "name": "mine",
        "group": "orders",
        "title": "Orders of our shop",
        "export": "In the shop, Orders > Export.",
        "files": ["orders*.csv", "buyers.csv"],
        "extras": [],
        "tables": ["orders", "users"],
        "sources": ["mine", "mine_buyers"],
    }


def test_what_a_lake_was_fed_from_is_listed_and_forgotten(folder, tmp_path):
    lake = str(tmp_path / "lake")
    remember(lake, read_feeds(f"{folder}/mine.yaml", "/data"))

    told = ran("--lake", lake)
    assert told.splitlines() == [
        f"mine: {folder}/mine.yaml, data in /data",
        f"mine_buyers: {folder}/mine.yaml, data in /data",
    ]
    assert ran("--lake", lake, "--forget", "mine").splitlines() == told.splitlines()[1:]
    assert f"fed into {lake}\n  mine_buyers: " in ran("--set", f"lake.root={lake}")


def test_a_folder_without_sources_is_told_with_the_setting(tmp_path):
    (tmp_path / "in").mkdir()

    with pytest.raises(ConfigError, match=r"no source files: set ingest\.sources_dir"):
        shipped_sources(str(tmp_path))


def test_what_ships_says_what_it_is_and_how_to_get_it():
    shipped = shipped_sources(f"{CONF}/sources")

    assert {one.name for one in shipped if one.group == "data sets"} == DATA_SETS
    for one in shipped:
        assert one.sources[0].title or one.name in DATA_SETS or one.group == "sample", one.name


def test_a_guess_names_the_source_that_ships_for_the_file_and_else_writes_one(folder, tmp_path):
    file = tmp_path / "orders1.csv"
    file.write_text("Line,Date,Total\n1,2024-01-31,12.50 EUR\n2,2024-02-01,8.00 EUR\n")
    known = ("guess", str(file), "--conf-dir", CONF, "--set", f"ingest.sources_dir={folder}")

    assert ran(*known).startswith(
        "orders1.csv looks like what the source mine reads:\n  mine: Orders of our shop\n"
    )
    new = str(tmp_path / "new.yaml")
    told = ran(*known, "--own", "--to", new).splitlines()
    assert told[1] == f"voxlake run --sources {new} --data {tmp_path} --lake NEW --jobs ingest"
    (source,) = parse_sources((tmp_path / "new.yaml").read_text(), "new.yaml")
    assert source.tables["orders"].columns["amount"].column == "Total"
    ended = CliRunner().invoke(app, ["sources", *known, "--to", str(tmp_path / "new.yaml")])
    assert (ended.exit_code, "is there already" in ended.output) == (2, True)


def test_a_guess_says_which_folder_to_give_and_which_names_the_source_reads(folder, tmp_path):
    file = tmp_path / "orders1.csv"
    file.write_text("Line,Date,Total\n1,2024-01-31,12.50 EUR\n2,2024-02-01,8.00 EUR\n")
    other = file.rename(tmp_path / "march.csv")
    file.write_bytes(other.read_bytes())
    asked = ("--conf-dir", CONF, "--set", f"ingest.sources_dir={folder}")

    told = ran("guess", str(file), *asked)
    renamed = ran("guess", str(other), *asked)

    assert f"voxlake run --sources mine --data {tmp_path}" in told.replace("\n", "")
    assert "rename or move" not in told
    assert "named and placed such as orders*.csv: rename or move yours." in renamed
    assert "voxlake run --sources mine --data FOLDER" in renamed


def test_a_guess_that_lacks_something_says_so_apart(folder, tmp_path):
    file = tmp_path / "labels.tsv"
    file.write_text("label\ttext\njoy\tI won the match today\nanger\tnever again, at all\n")
    ended = CliRunner().invoke(
        app, ["sources", "guess", str(file), "--set", f"ingest.sources_dir={folder}"]
    )

    assert ended.exit_code == 0
    assert "    # needed: posted_at" in ended.output
    assert "\nneeded: posted_at" in ended.output
