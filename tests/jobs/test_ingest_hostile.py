"""One folder of hostile and damaged files: the run goes on, its books balance, nothing is lost."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import zipfile
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from ingest_place import POSTS_SOURCE, Place, post
from pyspark.sql import functions as F

from voxlake.tables import DATA_QUALITY, ORDERS, POSTS, RECORDS, REJECTED_ROWS

SHOP = {
    "name": "shop",
    "format": "csv",
    "path": "orders",
    "tables": {
        "orders": {
            "order_line_id": "id",
            "ordered_at": "at",
            "amount": {"product": ["qty", "price"]},
            "currency": "currency",
            "quantity": "qty",
            "is_cancelled": {"column": "id", "matches": "^(?P<sign>C)|(x|y)*z"},
        }
    },
}


@pytest.fixture
def place(spark, tmp_path: Path) -> Place:
    return Place(spark, tmp_path)


def write(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)


def lines(*numbers: int) -> bytes:
    return b"".join(json.dumps(post(n, "2024-01-01")).encode() + b"\n" for n in numbers)


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def hostile_posts() -> dict[str, bytes]:
    """By name, files that hold the posts 1 to 20, and what cannot be read."""
    damaged = bytearray(bz2.compress(lines(3)))
    damaged[1] ^= 1
    return {
        "a.json": lines(1) + b"x" * 20_000 + b"\n" + lines(2),
        "streams.bz2": bz2.compress(lines(4)) + bz2.compress(lines(5)) + bytes(damaged),
        "garbage.xz": lzma.compress(lines(6)) + b"garbage",
        "two.json.gz": gzip.compress(lines(7)) + gzip.compress(lines(8)),
        "zip in.zip": zipped({"b.zip": zipped({"c.json": lines(9)}), "d.json": lines(10)}),
        "bomb.zip": zipped({"e.json": lines(11), "f.json": bytes(3_000_000)}),
        "members.zip": zipped({f"{n}.json": b"{}" for n in range(60)}),
        "large.gz": os.urandom(200_000),
        "2024-01-31T10:00.json": lines(12),
        "%41#?\n.json": lines(13),
        "\u00fc[1].json": lines(14),
        "deep.json": b'{"id": ' + b"[" * 5_000 + b"}\n" + lines(15),
        "keys.json": b'{"id": 1, "id": 2}\n' + lines(16),
        "huge.json": lines(17).replace(b'"text"', b'"likes": 1e-999999999, "text"'),
        "[red].json": lines(18).replace(b'"2024-01-01"', b'"[/red]\\u001b[31m"'),
        "half.json": b'{"id": "\\ud800"}\n\xff\xfe\n' + lines(19) + lines(20)[:-5],
        "_hidden.json": lines(21),
        "empty.gz": b"",
    }


def test_a_folder_of_hostile_files_ends_no_run_and_its_books_balance(place: Place, tmp_path: Path):
    tables = {"posts": POSTS_SOURCE["tables"]["posts"]}
    place.source(**{**POSTS_SOURCE, "path": "posts", "tables": tables})
    place.source(**SHOP)
    write(place.data / "posts", hostile_posts())
    write(tmp_path / "secret", {"s.json": lines(22)})
    (place.data / "posts/loop").symlink_to(place.data / "posts")
    (place.data / "posts/secret.json").symlink_to(tmp_path / "secret/s.json")
    os.mkfifo(place.data / "posts/pipe")
    numbers = ["2", "1e-999999999", "1e-10000000", "9" * 5_000, "1e400", "-.5", "\u0662"]
    orders = "".join(
        f"{n},2024-01-01,{qty},7.50,EUR\n" for n, qty in enumerate([*numbers, "xy" * 900])
    )
    header = "id,at,qty,price,currency" + ",a" * 3_000
    odd = "id,at,qty,price,currency\nC9,2024-01-01,1,1,EUR\n" + "xy" * 900 + ",2024-01-01,1,1,EUR\n"
    write(
        place.data / "orders",
        {"a.csv": f"id,at,qty,price,currency\n{orders}".encode(), "b.csv": odd.encode()},
    )
    write(
        place.data / "orders",
        {"wide.csv": f"{header}\n8,2024-01-01,1,1,EUR{',' * 3_000}\n".encode()},
    )

    place.run(
        "net",
        "shop",
        max_record_bytes=10_000,
        max_file_bytes=100_000,
        max_unpacked_bytes=1_000_000,
        max_members=50,
    )

    ids = {row[0] for row in place.rows(POSTS, "post_id")}
    assert ids == {f"net:p{n}" for n in range(1, 21)} - {f"net:p{n}" for n in (3, 9, 18, 20)}
    steps = (
        place.lake.read(DATA_QUALITY)
        .groupBy("file", "table_name")
        .pivot("step")
        .agg(F.sum("row_count"))
    )
    books = steps.select("read", F.expr("accepted + duplicate + rejected")).collect()
    assert len(books) == 18 + 3 and all(read == told for read, told in books)
    assert place.lake.read(RECORDS).where("file LIKE '%secret%' OR file LIKE '%loop%'").isEmpty()
    rejected = place.lake.read(REJECTED_ROWS).where("table_name = 'posts'")
    assert Counter(row["reason"] for row in rejected.collect()) == {
        "record_too_long": 1,
        "file_unreadable": 3,
        "file_too_large": 3,
        "json_unreadable": 2,
        "json_repeated_key": 1,
        "time_malformed": 1,
        "utf8_invalid": 2,
    }
    assert place.notes["net passed over"] == (
        "1 empty (such as posts/empty.gz), 1 link to a folder that is read anyway (such as "
        "posts/loop), 1 name begins with _ or . (such as posts/_hidden.json), 1 neither a "
        "file nor a folder (such as posts/pipe), 1 outside the folder of the data (such as "
        "posts/secret.json)"
    )
    assert place.rows(ORDERS, "order_line_id", "amount", "is_cancelled") == [
        ("shop:0", Decimal("15.00"), False),
        ("shop:5", Decimal("-3.75"), False),
        ("shop:8", Decimal("1.00"), False),
        ("shop:C9", Decimal("1.00"), True),
    ]
