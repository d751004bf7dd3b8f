"""Whatever a file holds: its records come as they went in, or it is told why not.

Nothing else is raised, and work grows as the file does.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import random

import pytest
from fuzzed_files import (
    CHANGES,
    CSV_OPTIONS,
    JSON,
    PACK,
    Written,
    changed,
    csv_contents,
    csv_source,
    files,
    json_contents,
)
from fuzzing import calls, ended, fuzz
from hypothesis import given
from hypothesis import strategies as st

from voxlake.ingest.encodings import encoding_of
from voxlake.ingest.file_options import WHITE_SPACE, CsvOptions
from voxlake.ingest.file_records import file_records
from voxlake.ingest.json_layout import json_start
from voxlake.ingest.limits import Limits
from voxlake.ingest.record import Record, is_valid_text, printable
from voxlake.ingest.source import Source

pytestmark = pytest.mark.fuzz


def read(content: bytes, name: str, source: Source, **limits: int) -> list[tuple[str, Record]]:
    with ended():
        return list(file_records(content, name, source, Limits(**limits)))


def parsed(text: str | None) -> object:
    """What a JSON text says; its numbers as they are written."""
    return None if text is None else json.loads(text, parse_float=str, parse_int=str)


def is_blank(record: dict[str, object]) -> bool:
    """Whether a record is a row of several blank cells, which is told as `row_empty`."""
    return len(record) > 1 and all(isinstance(v, str) and not v.strip() for v in record.values())


@fuzz(300)
@given(files())
def test_of_a_good_file_each_record_is_read_as_it_was_written(file: Written):
    all_found = read(file.content, file.name, file.source)
    found = [each for each in all_found if each[1].reason != "row_empty"]
    is_csv = file.source.format == "csv"
    records = [each for each in file.records if not (is_csv and is_blank(each[1]))]

    assert len(all_found) == len(file.records)
    assert [(record.reason, record.detail) for _, record in found if record.reason] == []
    assert [member for member, _ in found] == [member for member, _ in records]
    for (_, record), (_, written) in zip(found, records, strict=True):
        assert parsed(record.payload) == parsed(json.dumps(written))
        assert set(record.values) == file.source.source_columns
        for name, value in record.values.items():
            as_it_went_in = written.get(name)
            if isinstance(as_it_went_in, str):
                assert value == as_it_went_in
            else:
                assert parsed(value) == parsed(json.dumps(as_it_went_in))


@fuzz(300)
@given(files(), CHANGES)
def test_of_a_damaged_file_each_record_has_values_or_a_reason_and_nothing_is_raised(
    file: Written, changes: list
):
    for number in range(1, len(changes) + 1):
        content = changed(file.content, changes[:number])
        for stored in (content, content + file.content):
            found = read(stored, file.name, file.source, max_record_bytes=1_000, max_members=10)

            for member, record in found:
                assert (record.reason is None) == (record.values is not None)
                if record.values is not None:  # of the columns that the file has
                    assert set(record.values) <= file.source.source_columns
                assert f"{member}{record.payload}{record.detail}{record.values}".encode()


@fuzz(250)
@given(files(is_packed=True), st.integers(0, 2**32))
def test_a_damaged_byte_of_a_packed_file_costs_no_record_or_is_told(file: Written, seed: int):
    whole = [record.payload for _, record in read(file.content, file.name, file.source)]
    draw = random.Random(seed)
    for _ in range(25):
        content = bytearray(file.content)
        content[draw.randrange(len(content))] ^= draw.randrange(1, 256)

        found = [record for _, record in read(bytes(content), file.name, file.source)]

        assert any(record.reason for record in found) or [r.payload for r in found] == whole


@fuzz(250)
@given(json_contents(), CHANGES)
def test_each_line_of_damaged_json_is_one_record(written: tuple, changes: list):
    content = changed(written[0], changes)

    found = [record for _, record in read(content, "a", JSON, max_record_bytes=1_000)]

    texts = content.removeprefix(codecs.BOM_UTF8).decode(errors="surrogateescape").split("\n")
    lines = [line for text in texts if (line := text.removeprefix("\ufeff").strip())]
    if "file_unreadable" in {record.reason for record in found}:
        assert len(found) == 1 and "not lines of json" in found[0].detail
        return
    if json_start(content.removeprefix(codecs.BOM_UTF8), JSON.json_options) is not None:
        return  # one document, whose records are no lines
    assert len(found) == len(lines)
    for record, line in zip(found, lines, strict=True):
        assert record.reason == "record_too_long" or record.payload == printable(line)


AS_PYTHON_READS = [
    options
    for options in CSV_OPTIONS
    if options.columns and options.multiline and options.delimiter != WHITE_SPACE
]


def rows_of(content: bytes, options: CsvOptions) -> list[dict[str, str]] | None:
    """What Python's own reader makes of a file of named columns; None where some of it is wrong."""
    encoding = options.encoding
    if shown := encoding_of(content):
        encoding, content = shown[0], content[shown[1] :]
    decoder = codecs.getincrementaldecoder(encoding)(
        "surrogateescape"
    )  # which for a file asks for its mark
    try:
        lines = io.StringIO(decoder.decode(content, final=True), newline="")
        quoting = csv.QUOTE_MINIMAL if options.quote else csv.QUOTE_NONE
        reader = csv.reader(
            lines,
            strict=True,
            delimiter=options.delimiter,
            quotechar=options.quote or None,
            quoting=quoting,
        )
        rows = list(filter(None, reader))
    except (UnicodeError, csv.Error):
        return None
    records = [dict(zip(options.columns, row, strict=False)) for row in rows[options.header :]]
    has_all = all(len(row) == len(options.columns) for row in rows)
    return records if has_all and is_valid_text(json.dumps(records, ensure_ascii=False)) else None


@fuzz(300)
@given(st.data(), st.sampled_from(AS_PYTHON_READS), CHANGES)
def test_damaged_csv_is_read_as_python_reads_it_or_it_is_told_what_is_wrong(
    data: st.DataObject, options: CsvOptions, changes: list
):
    content, _ = data.draw(csv_contents(options))
    damaged = changed(content, changes)

    found = [record for _, record in read(damaged, "a", csv_source(options))]
    rows = rows_of(damaged, options)

    if any(record.reason not in (None, "row_empty") for record in found):
        is_packed = "not lines of csv" in (found[-1].detail or "")  # as its head says
        assert is_packed or rows is None
    else:
        assert [json.loads(record.payload) for record in found] == rows
        blank = [json.loads(r.payload) for r in found if r.reason == "row_empty"]
        assert blank == [row for row in rows or [] if is_blank(row)]


LINES = st.one_of(
    st.tuples(st.just(JSON), json_contents()),
    st.sampled_from(CSV_OPTIONS).flatmap(
        lambda options: st.tuples(st.just(csv_source(options)), csv_contents(options))
    ),
)


@fuzz(40)
@given(LINES, CHANGES, st.sampled_from(list(PACK)))
def test_work_grows_as_the_file_does(lines: tuple, changes: list, end: str):
    source, (content, _) = lines
    block = changed(content, changes)[:300] or b"\n"

    def work(size: int) -> int:
        stored = PACK[end]((block * size)[:size])
        return calls(lambda: read(stored, f"a{end}", source, max_record_bytes=1_000))

    assert work(12_000) < 6 * work(3_000) + 1_000
