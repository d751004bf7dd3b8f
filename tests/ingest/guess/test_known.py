"""Which of the sources that ship a file is taken for."""

from pathlib import Path

import pytest

from voxlake.ingest.guess.known import data_folder, fitting
from voxlake.ingest.guess.looks import look_at
from voxlake.run.shipped import Shipped, shipped_sources

SHIPPED = shipped_sources("conf/sources")
EXPORTS = Path("tests/exports")
FILES = [
    (folder.name, path)
    for folder in sorted([*EXPORTS.glob("social/*/"), *EXPORTS.glob("shops/*/")])
    for path in sorted(folder.rglob("*"))
    if path.is_file()
]


def group_of(path: Path) -> Shipped | None:
    found = fitting(look_at(path), [source for one in SHIPPED for source in one.sources])
    return next((one for one in SHIPPED if found and found[0] in one.sources), None)


@pytest.mark.parametrize(("name", "path"), FILES, ids=[f"{name}/{f.name}" for name, f in FILES])
def test_an_export_is_taken_for_what_ships_for_it(name: str, path: Path):
    found = group_of(path)

    assert found
    assert found.name == name


def test_a_list_of_one_column_is_known_by_its_name(tmp_path: Path):
    followers = EXPORTS / "social/x_archive/data/follower.js"
    (tmp_path / "list.js").write_bytes(followers.read_bytes())

    assert group_of(followers).name == "x_archive"
    assert group_of(tmp_path / "list.js") is None


def test_an_older_spelling_of_columns_is_one_of_several(tmp_path: Path):
    older = EXPORTS / "social/facebook_page/page_insights.csv"
    copy = tmp_path / "posts.csv"
    copy.write_bytes(older.read_bytes())

    assert group_of(copy).name == "facebook_page"


def test_a_file_that_none_reads_is_taken_for_none(tmp_path: Path):
    (tmp_path / "a.csv").write_text("id,text,when\n1,tea,2024-01-01\n")

    assert group_of(tmp_path / "a.csv") is None


@pytest.mark.parametrize(
    ("path", "name", "folder"),
    [
        ("/e/shopify/a.csv", "shopify", "/e"),
        ("/e/orders_export_1.csv", "shopify", "/e"),
        ("/e/march.csv", "shopify", None),
        ("/e/archive/data/tweets-part1.js", "x_archive", "/e/archive/data"),
        ("/e/tweets.json", "x_archive", None),
    ],
)
def test_the_folder_of_the_data_is_told_where_the_source_reads_the_file_as_it_lies(
    path: str, name: str, folder: str | None
):
    (shipped,) = (one for one in SHIPPED if one.name == name)

    found = data_folder(Path(path), shipped.sources[0])

    assert found == (folder and Path(folder))
