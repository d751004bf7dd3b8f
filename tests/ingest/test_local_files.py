"""Files of this machine are found once each, below the folders that are allowed, or it is told."""

import os
from pathlib import Path

import pytest

from voxlake.ingest.litter import LITTER
from voxlake.ingest.local_files import (
    DANGLING,
    EMPTY,
    HIDDEN,
    LOOP,
    NO_FILE,
    ODD_NAME,
    OUTSIDE,
    TWICE,
    find,
)
from voxlake.ingest.path_patterns import escaped, expanded, leads_out, matching, plain_path


@pytest.fixture
def data(tmp_path: Path) -> Path:
    write(tmp_path / "data", "in/a.csv", "in/deep/b.csv", "in/c 1.csv")
    return tmp_path / "data"


def write(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("id\n1\n")


def found(data: Path, pattern: str = "in", *others: str, encoding: str = "utf-8"):
    """Names of the files, and of what is passed over by reason, from the folder on."""
    here = find(f"{data}/{pattern}", [str(data), *others], encoding)
    passed = {
        reason: sorted(path.removeprefix(f"{data}/") for path in paths)
        for reason, paths in here.passed_over.items()
    }
    return [file.path.removeprefix(f"{data}/") for file in here.files], passed


GOOD = ["in/a.csv", "in/c 1.csv", "in/deep/b.csv"]


def test_what_is_passed_over_is_told_by_reason(data):
    write(data, "in/_x.csv", "in/.y.csv", "in/_folder/z.csv", "in/day=1/_k=v/d.csv")
    write(data, "in/_SUCCESS", "in/.a.csv.crc", "in/_committed_12")  # which Spark writes
    (data / "in/empty.zip").touch()
    (data / "in/nowhere").symlink_to(data / "not there")
    os.mkfifo(data / "in/pipe")
    os.close(os.open(os.fsencode(data / "in") + b"/caf\xe9.csv", os.O_CREAT))

    files, passed = found(data)

    assert files == [*GOOD[:2], "in/day=1/_k=v/d.csv", GOOD[2]]
    assert passed == {
        HIDDEN: ["in/.y.csv", "in/_folder", "in/_x.csv"],
        EMPTY: ["in/empty.zip"],
        DANGLING: ["in/nowhere"],
        NO_FILE: ["in/pipe"],
        ODD_NAME: [f"in/caf?.csv ({os.fsencode(data)!r:.{len(str(data)) + 2}}/in/caf\\xe9.csv')"],
    }
    told = {one.reason: (one.count, one.examples) for one in find(f"{data}/in", [str(data)]).told()}
    assert told[HIDDEN] == (
        3,
        tuple(f"{data}/in/{name}" for name in (".y.csv", "_folder", "_x.csv")),
    )


def test_what_other_programs_leave_is_told(data):
    write(data, "in/~$a.csv", "in/Thumbs.db", "in/.DS_Store", "in/__MACOSX/._a.csv")

    files, passed = found(data)

    assert files == GOOD
    assert passed == {
        HIDDEN: ["in/.DS_Store", "in/__MACOSX"],
        LITTER: ["in/Thumbs.db", "in/~$a.csv"],
    }


def test_links_lead_to_folders_of_the_data_and_no_further(data, tmp_path):
    write(tmp_path / "secret", "s.csv")
    write(data, "more/m.csv")
    (data / "in/file").symlink_to(tmp_path / "secret/s.csv")
    (data / "in/folder").symlink_to(tmp_path / "secret")
    (data / "in/more").symlink_to(data / "more")

    files, passed = found(data)

    assert files == [*GOOD, "in/more/m.csv"]
    assert passed == {OUTSIDE: ["in/file", "in/folder"]}
    assert found(data, "in", str(tmp_path / "secret"))[1] == {}


@pytest.mark.parametrize(
    "path",
    ["../secret/s.csv", "in/../../secret", "link/s.csv", "link", "*/s.csv", "{in,../secret}"],
)
def test_no_path_leads_out_of_the_folder(data, tmp_path, path):
    write(tmp_path / "secret", "s.csv")
    (data / "link").symlink_to(tmp_path / "secret")

    files, passed = found(data, path)

    assert not any("s.csv" in file for file in files)
    assert list(passed) == [OUTSIDE]


def test_a_link_to_a_folder_above_counts_no_file_twice(data):
    (data / "in/deep/up").symlink_to(data / "in")
    (data / "in/one").symlink_to(data / "in/two")
    (data / "in/two").symlink_to(data / "in/one")

    assert found(data) == (GOOD, {LOOP: ["in/deep/up"], DANGLING: ["in/one", "in/two"]})


def test_a_file_that_a_path_names_twice_is_read_once(data):
    assert found(data, "{in,in/a.csv}") == (GOOD, {TWICE: ["in/a.csv"]})
    assert found(data, "{in,in/deep}") == (GOOD, {LOOP: ["in/deep"]})


def test_names_with_colons_percents_line_breaks_and_letters_are_found(data):
    odd = ["2024-01-31T10:00.csv", "%41%zz.csv", "#a?.csv", "a\nb.csv", "\u00fc\U0001f600.csv"]
    write(data, *(f"odd/{name}" for name in odd), "odd/[1]:2.csv")

    assert found(data, "odd") == (
        sorted(f"odd/{name}" for name in odd),
        {ODD_NAME: ["odd/[1]:2.csv"]},  # a pattern, in which Hadoop cannot read a colon
    )
    _, in_posix = found(data, "odd", encoding="ascii")
    assert f"odd/{odd[-1]}" in in_posix[ODD_NAME]
    assert found(data, "odd", encoding="no such") == ([], {ODD_NAME: ["odd"]})


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("*.csv", ["a.csv", "b1.csv"]),
        ("?.csv", ["a.csv"]),
        ("[a-b]*.csv", ["a.csv", "b1.csv"]),
        ("[^a]*", ["[x]", "b1.csv", "c.txt"]),
        ("[!a]*", ["[x]", "b1.csv", "c.txt"]),
        (r"\[x\]", ["[x]"]),
        ("none*", []),
        ("a.csv", ["a.csv"]),
        ("a.csv/*", []),
    ],
)
def test_patterns_are_read_as_hadoop_reads_them(tmp_path, pattern, names):
    write(tmp_path, "a.csv", "b1.csv", "c.txt", "[x]")

    assert [path.name for path in matching(f"{tmp_path}/{pattern}")] == names


def test_a_path_of_many_groups_is_taken_apart_in_order():
    assert expanded("{a,b}/{c,{d,e}}") == ["a/c", "a/d", "a/c", "a/e", "b/c", "b/d", "b/c", "b/e"]
    assert len(expanded("{a,b}" * 13)) == 2**13
    assert expanded("{a}" * 2_000) == ["a" * 2_000]


def test_a_relative_path_that_goes_up_too_far_leads_out():
    assert leads_out("../a") and leads_out("a/../../b") and leads_out("{a,..}/b")
    assert not leads_out("a/../b") and not leads_out("./a..b/...")


def test_the_folder_of_the_data_is_no_pattern_whatever_its_name(tmp_path):
    folder = tmp_path / r"[a]{b,c}*?\d"
    write(folder, "in/a.csv", "in/b.txt")

    here = find(f"{escaped(str(folder))}/*/*.csv", [str(folder)])

    assert [file.path for file in here.files] == [f"{folder}/in/a.csv"]
    assert plain_path(escaped(str(folder))) == str(folder)
