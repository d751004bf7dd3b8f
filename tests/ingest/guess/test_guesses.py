"""What `voxlake sources guess` makes of files of many kinds."""

import gzip
import io
import json
import re
import tarfile
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from guess_cases import CASES, Case

from voxlake.core.errors import ConfigError, InputError
from voxlake.core.yaml_texts import read_yaml
from voxlake.ingest.guess.guesses import Guess, guess
from voxlake.ingest.guess.looks import look_at
from voxlake.ingest.source import parse_source


def guessed(path: Path) -> Guess:
    return guess(path, look_at(path))


def as_written(said):
    """Expressions as they are written in full: a bare name is a column, one form a list of one."""
    if isinstance(said, str):
        return {"column": said}
    time = said.get("time", [])
    return {**said, "time": [time] if isinstance(time, str) else time} if "time" in said else said


def in_texts(said):
    if isinstance(said, dict):
        return {str(key): in_texts(value) for key, value in said.items()}
    if isinstance(said, list | tuple):
        return [in_texts(value) for value in said]
    return str(said).lower() if isinstance(said, bool) else str(said)


def as_lists(keys):
    return {
        key: [of] if key == "explode" and isinstance(of, str) else of for key, of in keys.items()
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_file_is_taken_for_what_it_is(case: Case, tmp_path: Path):
    (tmp_path / case.name).write_bytes(case.content)

    found = guessed(tmp_path / case.name)

    said = read_yaml(found.text)
    tables = said.pop("tables")
    for table, columns in case.tables.items():
        given = {name: in_texts(as_written(of)) for name, of in tables[table].items()}
        right = {name: in_texts(as_written(of)) for name, of in columns.items()}
        assert {name: given.get(name) for name in right} == right
    keys = {key: of for key, of in said.items() if key not in ("name", "path", "nulls")}
    assert as_lists(keys) == in_texts({"format": "csv", **case.keys})
    for asked, given in zip(case.needed, found.needed, strict=True):
        assert given.startswith(asked)
    assert found.tables[: len(case.tables)] == tuple(case.tables)


@pytest.mark.parametrize("case", [c for c in CASES if not c.needed], ids=lambda case: case.name)
def test_what_is_written_is_a_source_file_where_all_that_is_needed_was_found(
    case: Case, tmp_path: Path
):
    (tmp_path / case.name).write_bytes(case.content)

    source = parse_source(guessed(tmp_path / case.name).text, "x.yaml")

    assert source.path == case.name


@pytest.mark.parametrize("case", [c for c in CASES if c.needed and c.tables], ids=lambda c: c.name)
def test_what_is_missing_is_what_the_source_file_is_refused_for(case: Case, tmp_path: Path):
    (tmp_path / case.name).write_bytes(case.content)
    found = guessed(tmp_path / case.name)

    with pytest.raises(ConfigError, match=f"say where {case.needed[0]} comes from"):
        parse_source(found.text, "x.yaml")
    assert f"# needed: {case.needed[0]}" in found.text


def test_each_key_has_its_reason_beside_it(tmp_path: Path):
    (case,) = (case for case in CASES if case.name == "kasse.csv")
    (tmp_path / case.name).write_bytes(case.content)

    lines = guessed(tmp_path / case.name).text.splitlines()

    unexplained = [line for line in lines if ":" in line and "#" not in line]
    assert [line.split(":")[0].strip() for line in unexplained] == [
        "name",
        "format",
        "tables",
        "orders",
    ]


PLAIN = b"id,created at,message\n1,2024-01-31 18:05:00,hello\n2,2024-02-01 18:05:00,there\n"


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("__MACOSX/._posts.csv", b"\0\5\6" * 200)
        archive.writestr("data/posts.csv", PLAIN)
        archive.writestr("data/README.md", b"see wiki " * 50)
    return file.getvalue()


def tarred() -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        member = tarfile.TarInfo("posts.csv")
        member.size = len(PLAIN)
        archive.addfile(member, io.BytesIO(PLAIN))
    return file.getvalue()


def test_the_first_sheet_of_a_workbook_is_taken_for_what_it_is(tmp_path: Path):
    made = openpyxl.Workbook()
    made.active.append(["Order", "Date", "Total", "Currency", "Customer"])
    for order, day in ((1001, 28), (1002, 29), (1003, 30)):
        made.active.append([order, datetime(2024, 1, day, 10, 5), 12.5, "EUR", f"c{order}"])
    made.save(tmp_path / "orders.xlsx")

    source = parse_source(guessed(tmp_path / "orders.xlsx").text, "x.yaml")

    columns = {name: of.column for name, of in source.tables["orders"].columns.items()}
    assert source.format == "xlsx"
    assert columns == {
        **{"order_line_id": "Order", "order_id": "Order", "ordered_at": "Date"},
        **{"user_id": "Customer", "amount": "Total", "currency": "Currency"},
    }


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ({"qty": 2, "price": {"value": "9.95"}}, {"product": ["items.qty", "items.price.value"]}),
        ({"qty": 2, "total": "19.90"}, "items.total"),
        ({"qty": 2, "discount amount": "1.00"}, {"shared": "items.qty", "of": "sum.total"}),
        ({"sku": "MUG"}, None),
    ],
)
def test_the_sum_of_an_order_is_not_that_of_each_element_of_its_list(
    line: dict[str, Any], right: Any, tmp_path: Path
):
    records = [
        {"orderId": f"R{n}", "placed": "2024-03-01", "sum": {"total": "39.80", "currency": "EUR"}}
        | {"items": [{"sku": f"M{n}", **line}, {"sku": "N", **line}]}
        for n in range(2)
    ]
    (tmp_path / "orders.jsonl").write_text("\n".join(map(json.dumps, records)) + "\n")

    found = guessed(tmp_path / "orders.jsonl")

    said = read_yaml(found.text)["tables"]["orders"].get("amount")
    assert named(said) == right
    assert (right is None) == (found.needed != ())


def named(said: Any) -> Any:
    """An amount in short: places in JSON by the names of their steps."""
    if said is None or isinstance(said, str):
        return said
    if "product" in said:
        return {"product": [named(one) for one in said["product"]]}
    place = f"{said['json']}{said['path'].removeprefix('$')}"
    by = said.get("shared")
    return {"shared": named(by["by"][0]), "of": place} if by else place


def test_the_other_sheets_of_a_workbook_are_named(tmp_path: Path):
    made = openpyxl.Workbook()
    made.active.append(["Acme report"])
    made.active.append(["of March"])
    made.create_sheet("Orders")
    made.save(tmp_path / "report.xlsx")

    assert (
        "of the others (Orders) xlsx: {sheet: NAME} reads one"
        in guessed(tmp_path / "report.xlsx").text
    )


def test_what_was_paid_to_others_on_an_account_is_told_to_count_as_paid_back(tmp_path: Path):
    (tmp_path / "a.csv").write_text(
        "Buchungstag;Betrag;Währung\n29.02.24;59,90;EUR\n28.02.24;-89,00;EUR\n"
    )

    assert "1 below zero count as paid back: leave out" in guessed(tmp_path / "a.csv").text


def test_a_sign_of_several_currencies_is_asked_about(tmp_path: Path):
    (tmp_path / "a.csv").write_text("Order,Order date,Total\n1,2024-01-31,$5.00\n")

    (needed,) = guessed(tmp_path / "a.csv").needed

    assert needed == ("currency, such as currency: {constant: USD}, since $ stands for several")


def test_a_day_that_stands_for_none_is_not_the_earliest(tmp_path: Path):
    days = ("0001-01-01", "1970-01-01", "1998-03-01", "2024-01-31")
    lines = [f"{n},{day},text" for n, day in enumerate(days)]
    (tmp_path / "a.csv").write_text("\n".join(["id,posted at,text", *lines]) + "\n")

    assert read_yaml(guessed(tmp_path / "a.csv").text)["earliest"] == "1998-01-01"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("Posts.CSV.GZ", gzip.compress(PLAIN)),
        ("posts.zip", zipped()),
        ("posts.tar.gz", tarred()),
        ("posts.tgz", tarred()),
    ],
    ids=["gz", "zip", "tar.gz", "tgz"],
)
def test_packed_files_are_looked_into(name: str, content: bytes, tmp_path: Path):
    (tmp_path / name).write_bytes(content)

    source = parse_source(guessed(tmp_path / name).text, "x.yaml")

    assert source.tables["posts"].source_columns == {"id", "created at", "message"}
    assert source.path == name


@pytest.mark.parametrize(
    ("dates", "form", "said"),
    [
        (["31/01/2024", "01/02/2024"], "d/M/yyyy", ""),
        (["01/31/2024", "02/01/2024"], "M/d/yyyy", ""),
        (["01/02/2024", "03/04/2024"], "M/d/yyyy", "no day is above 12"),
        (
            ["05/01/2024", "08/01/2024", "11/01/2024", "02/02/2024", "05/02/2024", "09/02/2024"],
            "d/M/yyyy",
            "in order",
        ),
        (["1/5/24 9:07 PM", "2/6/24 12:00 AM"], "M/d/yy h:mm a", "no day is above 12"),
        (["13/5/24 9:07 PM", "5/13/24 9:07 PM"], "M/d/yy h:mm a", "day comes first in 1 values"),
        (["13/5/24 21:07", "5/13/24 21:07"], "d/M/yy H:mm", "day comes first in 1 values"),
        (["01.02.2024", "03.04.2024"], "d.M.yyyy", ""),
        (["5 mai 2024", "6 juin 2024"], "d MMMM yyyy", "another language"),
        (["May 5, 2024", "June 6, 2024"], "MMMM d, yyyy", ""),
        (["Mar-01-24", "Apr-15-24"], "MMM-d-yy", ""),
        (["2024/01/31 18:05", "2024/02/01 9:00"], "yyyy/M/d H:mm", ""),
        (["31.01.2024", "31.01.2024 18:05"], ["d.M.yyyy", "d.M.yyyy H:mm"], ""),
        (["31-01-24T18:05:09", "01-02-24T18:05:09"], "d-M-yy'T'H:mm:ss", ""),
        (["31/01/2024 18:05 +0100", "01/02/2024 18:05 +0100"], "d/M/yyyy H:mm XX", ""),
    ],
)
def test_the_form_of_times_is_proved_by_all_values_and_a_doubt_is_told(dates, form, said, tmp_path):
    lines = [f"{n};{date};text number {n}" for n, date in enumerate(dates)]
    (tmp_path / "a.csv").write_text("\n".join(["id;posted at;text", *lines]) + "\n")

    found = guessed(tmp_path / "a.csv")

    assert read_yaml(found.text)["tables"]["posts"]["posted_at"]["time"] == form
    (line,) = (line for line in found.text.splitlines() if "posted_at:" in line)
    assert said in line
    assert said or "no day is above 12" not in line


def test_a_value_that_the_form_does_not_read_is_shown(tmp_path: Path):
    (tmp_path / "a.csv").write_text(
        "id;posted at;text\n1;31.01.2024;a\n2;30.02.2024;b\n3;01.02.2024;c\n"
    )

    assert "2 of 3 values are read, not '30.02.2024'" in guessed(tmp_path / "a.csv").text


def test_times_without_a_zone_say_that_none_is_known_and_those_in_utc_do_not(tmp_path: Path):
    for name, told in (("Created (UTC)", False), ("Created", True)):
        (tmp_path / "a.csv").write_text(
            f"id,{name},text\n1,2024-01-31 18:05,a\n2,2024-02-01 18:05,b\n"
        )
        assert ("no zone is said" in guessed(tmp_path / "a.csv").text) == told


@pytest.mark.parametrize(
    ("header", "row", "zone", "told"),
    [
        ("id,Date,Time,text", "{},2024-01-31,18:05,a", None, "no zone is said"),
        ("id,Date (GMT),Time (GMT),text", "{},2024-01-31,18:05,a", None, "as its name says"),
        (
            "id,Datum,Uhrzeit,Zeitzone,text",
            "{},31.01.2024,18:05,Europe/Berlin,a",
            {"column": "Zeitzone"},
            "each row says",
        ),
    ],
)
def test_days_and_hours_in_two_columns_have_the_zone_that_the_file_says(
    header: str, row: str, zone: dict[str, str] | None, told: str, tmp_path: Path
):
    (tmp_path / "a.csv").write_text(f"{header}\n{row.format(1)}\n{row.format(2)}\n")

    found = guessed(tmp_path / "a.csv").text

    assert read_yaml(found)["tables"]["posts"]["posted_at"].get("zone") == zone
    assert told in found


def test_a_file_that_is_cut_in_a_record_is_guessed_by_those_before(tmp_path: Path):
    many = "".join(f'{n},2024-01-31 18:05:00,"text {n}, {"x" * 500}"\n' for n in range(5_000))
    (tmp_path / "a.csv").write_text("id,created at,text\n" + many)

    look = look_at(tmp_path / "a.csv")

    assert look.head.is_cut
    assert not look.rejected
    assert len(look.records) == 1_000


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "is empty"),
        ("a.csv", b"id,text\n", "no record"),
        ("a.gz", b"id,text\n1,a\n", "cannot be read"),
        ("a.csv", b"PAR1\x15rest of it", "is parquet"),
        ("a.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 99, "save its sheet as CSV or XLSX"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "is a picture"),
        ("a.html", b"<!DOCTYPE html><html><p>a</p><p>b</p></html>", "as JSON or CSV instead"),
        ("a.zip", b"no zip", "cannot be read"),
        ("a.json", b"[1, 2, 3]", "no record is found in it\\.$"),
        (
            "a.json",
            b'[{"id": 1\n "a": 2}]',
            "no record .*: line 2, column 2: Expecting ',' delimiter",
        ),
        ("a.txt", b"[31.01.24, 18:05:09] Ada: tea\nor milk?\n", "a messenger's chat"),
        ("a.txt", "1/31/24, 6:05\u202fPM - Bo: tea\n".encode(), "a messenger's chat"),
    ],
)
def test_a_file_that_cannot_be_guessed_is_told_with_its_name(name, content, said, tmp_path):
    (tmp_path / name).write_bytes(content)

    with pytest.raises(InputError, match=rf"{re.escape(name)} .*{said}"):
        guessed(tmp_path / name)


def test_a_folder_and_a_file_that_is_not_there_are_told_in_words(tmp_path: Path):
    with pytest.raises(InputError, match=f"^{tmp_path} is a folder: name one of its files"):
        look_at(tmp_path)
    with pytest.raises(InputError, match=r"cannot be read: No such file or directory$"):
        look_at(tmp_path / "a.csv")
