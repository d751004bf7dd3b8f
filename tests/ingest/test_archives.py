"""Archives are read member by member, and what is none of an export is named and left."""

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections import Counter

import pytest
import zstandard

from voxlake.ingest.file_records import file_records
from voxlake.ingest.limits import Limits
from voxlake.ingest.litter import is_left, of_other_kind
from voxlake.ingest.source import Source
from voxlake.ingest.streams import Budget, open_stream
from voxlake.ingest.streams import lines as lines_of

JSON = Source(name="s", format="json", path="x", tables={"users": {"user_id": "id"}})
CSV = Source(name="s", format="csv", path="x", tables={"users": {"user_id": "id"}})
ENDS = {
    ".tar": bytes,
    ".tar.gz": gzip.compress,
    ".tgz": gzip.compress,
    ".tar.bz2": bz2.compress,
    ".txz": lzma.compress,
    ".tar.zst": zstandard.compress,
}
LITTER = {
    "__MACOSX/._a.json": b"\0\5\26\7",
    ".DS_Store": b"\0\0\0\1Bud1",
    "Thumbs.db": b"\xd0\xcf\x11\xe0",
    "data/~$a.json": b"owner",
    "README.txt": b"read me",
}


def lines(first: int, count: int) -> bytes:
    return b"".join(json.dumps({"id": n}).encode() + b"\n" for n in range(first, first + count))


def tarred(members: dict[str, bytes], **header) -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w", **header) as archive:
        for name, inner in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(inner)
            archive.addfile(member, io.BytesIO(inner))
    return content.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, inner in members.items():
            archive.writestr(name, inner)
    return content.getvalue()


def read(content: bytes, name: str, source: Source = JSON, **limits) -> list:
    return list(file_records(content, name, source, Limits(**limits)))


def told(content: bytes, name: str, source: Source = JSON, **limits) -> list[tuple]:
    found = read(content, name, source, **limits)
    return sorted(Counter((member, record.reason) for member, record in found).items(), key=str)


@pytest.mark.parametrize("end", ENDS)
def test_the_members_of_a_tar_are_read_as_those_of_a_zip(end):
    members = {"a.json": lines(0, 20), "in/b.json.gz": gzip.compress(lines(20, 3)), "c/": b""}
    expected = [(("a.json", None), 20), (("in/b.json.gz", None), 3)]

    assert told(ENDS[end](tarred(members)), f"x{end.upper()}") == expected
    assert told(zipped(members), "x.zip") == expected


@pytest.mark.parametrize("pack", [tarred, zipped])
def test_litter_in_an_archive_is_named_once_and_not_read(pack):
    name = "x.tar" if pack is tarred else "x.zip"
    content = pack({**LITTER, "data/a.json": lines(0, 2), "data/b.json": lines(2, 2)})

    found = read(content, name)

    assert [(member, record.values["id"]) for member, record in found] == [
        ("data/a.json", "0"),
        ("data/a.json", "1"),
        ("data/b.json", "2"),
        ("data/b.json", "3"),
    ]
    (note,) = (text for _, record in found for text in record.told)
    assert note.startswith("not read: ")
    assert sorted(note.removeprefix("not read: ").split(", ")) == sorted(LITTER)


@pytest.mark.parametrize("pack", [tarred, zipped])
def test_an_archive_in_which_nothing_is_data_is_told(pack):
    ((_, record),) = read(pack(LITTER), "x.tar" if pack is tarred else "x.zip")

    # README.txt would be read, as no other file is there that bears an end of the format.
    assert record.reason == "json_unreadable"
    del_readme = {name: inner for name, inner in LITTER.items() if name != "README.txt"}
    ((_, record),) = read(pack(del_readme), "x.tar" if pack is tarred else "x.zip")
    assert record.reason == "file_unreadable"
    assert record.detail.startswith("nothing in the archive is data; it holds __MACOSX/._a.json")


def test_whatever_byte_of_a_tar_is_damaged_no_member_is_lost_without_a_word():
    whole = tarred({f"{n}.json": lines(n, 1) for n in range(4)})
    for place in range(0, 4 * 1024 + 1024, 7):
        broken = bytearray(whole)
        broken[place] ^= 0xFF
        found = read(bytes(broken), "x.tar")
        good = {record.values["id"] for _, record in found if record.reason is None}

        assert len(good) == 4 or any(r.reason or r.told for _, r in found), place


@pytest.mark.parametrize("size", [300, 512, 1024, 1100, 1536, 2048])
def test_of_a_tar_that_breaks_off_the_members_before_are_kept_and_it_is_told(size):
    whole = tarred({f"{n}.json": lines(n, 1) for n in range(4)})

    found = told(whole[:size], "x.tar")

    assert (("", "file_unreadable"), 1) in found or any(key[1] for key, _ in found)
    assert sum(count for (_, reason), count in found if reason is None) == size // 1024


def test_a_tar_has_the_bounds_of_other_archives():
    content = tarred({f"{n}.json": lines(n, 100) for n in range(30)})
    link = tarfile.TarInfo("link.json")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    with_link = io.BytesIO()
    with tarfile.open(fileobj=with_link, mode="w") as archive:
        archive.addfile(link)
        archive.addfile(tarfile.TarInfo("a.json"))

    ((_, many),) = read(content, "x.tar", max_members=20)
    packed = told(gzip.compress(content), "x.tgz", max_unpacked_bytes=5_000)

    assert many.detail == "21 members, more than ingest.max_members, 20"
    assert packed[0] == (("", "file_too_large"), 1)
    assert read(with_link.getvalue(), "x.tar") == []


def test_names_tell_what_is_none_of_an_export():
    names = [
        "a.csv",
        "b.csv.gz",
        "notes.txt",
        "c.2024",
        "part-0001",
        "d.xlsx",
        "README",
        "e.json.gz",
    ]

    assert of_other_kind(names, "csv") == {"notes.txt", "d.xlsx", "README", "e.json.gz"}
    assert of_other_kind(["a.txt", "b.txt", "c.md"], "csv") == frozenset()
    assert [
        name for name in ("~$a.csv", "desktop.ini", "x/__MACOSX/a.csv", "a~.csv") if is_left(name)
    ] == [
        "~$a.csv",
        "desktop.ini",
        "x/__MACOSX/a.csv",
    ]


def test_zeros_behind_a_stream_are_none_of_it_however_many():
    packed = bz2.compress(b"a\n") + b"\0" * 200_000 + bz2.compress(b"b\n")

    assert open_stream(io.BytesIO(packed), "a.bz2", Budget(10**6)).read() == b"a\nb\n"


def test_a_line_may_be_as_long_as_the_limit_whatever_ends_it():
    assert list(lines_of(io.BytesIO(b"12345\r\n12345\n"), 5)) == [b"12345\r\n", b"12345\n"]


def test_a_file_of_an_end_that_is_not_known_is_not_left_out():
    assert of_other_kind(["a.csv", "b.csv2024", "c.pdf"], "csv") == {"c.pdf"}
