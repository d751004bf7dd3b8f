"""Stored files, packed or plain, are read to their last byte, or it is said from where on not."""

import bz2
import gzip
import io
import json
import lzma
import sys
import tracemalloc
import zipfile
from collections import Counter

import lz4.frame
import pytest
import zstandard

from voxlake.ingest.file_records import file_records
from voxlake.ingest.limits import Limits
from voxlake.ingest.source import Source

PACK = {
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": zstandard.ZstdCompressor(write_checksum=True).compress,
    ".lz4": lambda content: lz4.frame.compress(content, content_checksum=True),
}
JSON = Source(name="s", format="json", path="x", tables={"users": {"user_id": "id"}})
CSV = Source(name="s", format="csv", path="x", tables={"users": {"user_id": "id"}})


def json_lines(first: int, count: int) -> bytes:
    return b"".join(json.dumps({"id": n}).encode() + b"\n" for n in range(first, first + count))


def zipped(members: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, inner in members.items():
            archive.writestr(name, inner)
    return content.getvalue()


def read(content: bytes, name: str, source: Source = JSON, **limits) -> list:
    return list(file_records(content, name, source, Limits(**limits)))


def told(content: bytes, name: str, source: Source = JSON, **limits) -> list[tuple]:
    """How many records there are of each member and reason."""
    found = read(content, name, source, **limits)
    return sorted(Counter((member, record.reason) for member, record in found).items(), key=str)


@pytest.mark.parametrize("end", PACK)
def test_of_several_streams_one_behind_the_other_each_is_read(end):
    content = b"".join(PACK[end](json_lines(n * 1000, 1000)) for n in range(3))

    assert told(content, f"a.json{end}") == [(("", None), 3000)]
    assert told(content + bytes(512), f"a.json{end}") == [(("", None), 3000)]


@pytest.mark.parametrize("end", PACK)
def test_a_damaged_head_behind_a_stream_is_told(end):
    first, second = PACK[end](json_lines(0, 1000)), PACK[end](json_lines(1000, 1000))
    for place in range(2):
        broken = bytearray(second)
        broken[place] ^= 0x20

        assert told(first + bytes(broken), f"a{end}") == [
            (("", "file_unreadable"), 1),
            (("", None), 1000),
        ]


@pytest.mark.parametrize("end", PACK)
@pytest.mark.parametrize("garbage", [b"x", b"garbage" * 100, b"\0\0garbage"])
def test_garbage_behind_a_stream_is_told(end, garbage):
    content = PACK[end](json_lines(0, 1000)) + garbage

    assert told(content, f"a{end}") == [(("", "file_unreadable"), 1), (("", None), 1000)]


@pytest.mark.parametrize("end", PACK)
def test_whatever_byte_is_damaged_no_record_is_lost_without_a_word(end):
    whole = PACK[end](json_lines(0, 30)) + PACK[end](json_lines(30, 30))
    for place in range(0, len(whole), 3):
        broken = bytearray(whole)
        broken[place] ^= 0xFF
        found = read(bytes(broken), f"a{end}")
        good = [record for _, record in found if record.reason is None]

        assert len(good) == 60 or any(record.reason for _, record in found)


@pytest.mark.parametrize("end", PACK)
def test_a_packed_file_without_a_byte_is_told(end):
    assert told(b"", f"a{end}") == [(("", "file_unreadable"), 1)]
    assert told(zipped({f"b{end}": b""}), "a.zip") == [((f"b{end}", "file_unreadable"), 1)]
    assert told(b"", "a.zip") == [(("", "file_unreadable"), 1)]
    assert told(PACK[end](b""), f"a{end}") == []


@pytest.mark.parametrize("end", [".bz2", ".xz", ".zst", ".lz4"])
def test_a_file_that_breaks_off_keeps_what_comes_before(end):
    content = PACK[end](json_lines(0, 1000)) + PACK[end](json_lines(1000, 1000))[:-20]

    assert (("", "file_unreadable"), 1) in told(content, f"a{end}")
    assert len(read(content, f"a{end}")) > 1000


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (zipped({"a.json": b"{}"}), "zip"),
        (zipped({}), "zip"),
        (gzip.compress(b"{}", mtime=0), "gzip"),
        (bz2.compress(b"{}"), "bz2"),
        (lzma.compress(b"{}"), "xz"),
        (b"\x28\xb5\x2f\xfd...", "zstd"),
        (b"7z\xbc\xaf\x27\x1c...", "7zip"),
        (b"PAR1\x15\x04", "parquet"),
    ],
)
def test_what_is_packed_within_is_no_lines_of_noise(content, kind):
    for source in (CSV, JSON):
        for name, stored in (
            ("a.txt", content),
            ("a.gz", gzip.compress(content)),
            ("a.zip", zipped({"b.zip": content})),
        ):
            ((_, record),) = read(stored, name, source)

            assert record.reason == "file_unreadable"
            assert f"is {kind}, not lines of {source.format}" in record.detail


def test_what_lies_beside_the_members_of_an_archive_is_told():
    one, two = zipped({"a.json": json_lines(0, 2)}), zipped({"b.json": json_lines(2, 2)})

    assert told(one + two, "a.zip") == [(("", "file_unreadable"), 1), (("b.json", None), 2)]
    assert told(one + b"garbage", "a.zip") == [(("", "file_unreadable"), 1), (("a.json", None), 2)]
    assert told(one, "a.zip") == [(("a.json", None), 2)]


@pytest.mark.parametrize("kind", ["json", "csv", "csv by line"])
@pytest.mark.parametrize("end", ["", ".gz"])
def test_a_line_that_is_too_long_is_told_with_its_size_and_the_rest_is_read(kind, end):
    long = b"y" * 50_000
    by_line = {"header": False, "columns": ["id"], "multiline": False}
    lines = Source(
        name="s", format="csv", path="x", csv=by_line, tables={"users": {"user_id": "id"}}
    )
    source = {"json": JSON, "csv": CSV, "csv by line": lines}[kind]
    good = b'{"id": 1}\n' if kind == "json" else b"1\n"
    head = b"id\n" if kind == "csv" else b""
    content = head + good + long + b"\n" + good

    stored = gzip.compress(content) if end else content
    found = [record for _, record in read(stored, f"a{end}", source, max_record_bytes=1_000)]

    assert [record.reason for record in found] == [None, "record_too_long", None]
    assert found[1].detail.startswith(("50,000 ", "50,001 "))
    assert len(found[1].payload) <= 1_000


def test_a_bomb_takes_no_memory_and_ends_at_the_bound():
    bomb = zipped({"a.json": bytes(64_000_000), "b.json": json_lines(0, 3)})
    tracemalloc.start()

    found = told(bomb, "a.zip", max_unpacked_bytes=10_000_000, max_record_bytes=100_000)

    assert found == [(("a.json", "file_too_large"), 1)]
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()
    longer = told(bomb, "a.zip", max_record_bytes=100_000)
    assert longer == [(("a.json", "record_too_long"), 1), (("b.json", None), 3)]


def test_the_members_of_an_archive_share_what_may_come_out_of_it():
    content = zipped({f"{n}.json": json_lines(0, 1000) for n in range(3)})  # of 12 kB each

    assert told(content, "a.zip", max_unpacked_bytes=30_000) == [
        (("0.json", None), 1000),
        (("1.json", None), 1000),
        (("2.json", "file_too_large"), 1),
    ]


def test_a_file_and_an_archive_that_are_too_large_are_told_with_their_size():
    many = zipped({f"{n}.json": b'{"id": 1}\n' for n in range(30)})

    ((_, large),) = read(bytes(2_000), "a.json", max_file_bytes=1_000)
    ((_, members),) = read(many, "a.zip", max_members=20)

    assert (large.reason, members.reason) == ("file_too_large", "file_too_large")
    assert large.detail == "2,000 bytes, more than ingest.max_file_bytes, 1,000"
    assert members.detail == "30 members, more than ingest.max_members, 20"


def test_a_member_with_the_name_of_a_folder_is_read_where_there_is_something_in_it():
    archive = zipped({"a/": b"", "bc": json_lines(0, 2)}).replace(b"bc", b"b/")

    assert told(archive, "a.zip") == [(("b/", None), 2)]


def test_a_member_that_is_lost_in_the_comment_of_another_is_told():
    archive = bytearray(zipped({"a": json_lines(0, 2), "b": json_lines(2, 2)}))
    archive[archive.find(b"PK\x01\x02") + 32] ^= 0xFF  # the length of the comment of "a"

    ((_, lost),) = [found for found in read(bytes(archive), "a.zip") if found[1].reason]

    assert lost.reason == "file_unreadable"
    assert lost.detail == "1 members are found, of 2 that the archive is said to have"


def test_a_bomb_of_zstd_takes_no_memory_and_ends_at_the_bound():
    bomb = zstandard.ZstdCompressor().compress(bytes(200_000_000))
    tracemalloc.start()

    found = told(bomb, "a.json.zst", max_unpacked_bytes=100_000_000, max_record_bytes=100_000)

    assert found == [(("", "file_too_large"), 1)]
    assert tracemalloc.get_traced_memory()[1] < 40_000_000
    tracemalloc.stop()


def test_a_long_window_of_zstd_is_read():
    settings = zstandard.ZstdCompressionParameters(window_log=31, compression_level=1)
    packer = zstandard.ZstdCompressor(compression_params=settings).compressobj()
    content = packer.compress(json_lines(0, 1000)) + packer.flush()  # whose size it does not know

    assert told(content, "RC_2018-01.zst") == [(("", None), 1000)]


@pytest.mark.parametrize("end", [".zst", ".lz4"])
def test_a_package_that_is_not_installed_is_a_sentence(end, monkeypatch):
    package = {".zst": "zstandard", ".lz4": "lz4.frame"}[end]
    content = PACK[end](json_lines(0, 2))
    monkeypatch.setitem(sys.modules, package, None)

    ((_, record),) = read(content, f"a.json{end}")

    name = package.partition(".")[0]
    assert record.reason == "file_unreadable"
    assert f"the Python package {name} is not installed where Spark runs" in record.detail
    assert f"pip install {name}" in record.detail


@pytest.mark.parametrize("name", ["a.csv.7z", "a.RAR", "a.br", "a.csv.snappy", "a.Z"])
def test_a_packing_that_nothing_unpacks_is_refused_by_its_name(name):
    ((_, record),) = read(b"id\n1\n", name, CSV)

    assert record.reason == "file_unreadable"
    assert (
        record.detail
        == f".{name.lower().rpartition('.')[2]} files are not unpacked here: unpack the file"
    )


def test_what_a_file_shows_of_its_encoding_counts_and_is_told():
    rows = "id\n\u00e9\U0001f600\n2\n"
    for mark, encoding in (
        ("\ufeff", "utf-8"),
        ("\ufeff", "utf-16-le"),
        ("\ufeff", "utf-16-be"),
        ("\ufeff", "utf-32-le"),
        ("", "utf-16-le"),
        ("", "utf-16-be"),
    ):
        content = (mark + rows + "plain\n" * 3_000).encode(encoding)
        as_json = f'{mark}{{"id": "\u00e9\U0001f600"}}\n{{"id": 2}}\n'.encode(encoding)

        found = [record for _, record in read(content, "a.csv", CSV)]
        lines = [record for _, record in read(as_json, "a.json")]

        assert [r.values for r in found[:2]] == [{"id": "\u00e9\U0001f600"}, {"id": "2"}]
        assert len(found) == 3_002
        assert [r.values for r in lines] == [{"id": "\u00e9\U0001f600"}, {"id": "2"}]
        assert found[-1].told == lines[-1].told == (f"encoding {encoding}, as its begin shows",)
        assert not any(record.told for record in found[:-1])


def test_a_file_of_utf_16_that_breaks_off_within_a_character_is_told():
    content = "\ufeffid\n1\n2\n".encode("utf-16-le")[:-1]

    assert told(content, "a.csv", CSV) == [(("", "file_unreadable"), 1), (("", None), 1)]
