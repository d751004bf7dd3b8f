"""Files as they come, and as they should not: Hypothesis draws them for the fuzz tests.

Drawn are CSV and JSON with the options of a source, stored plain or packed, of which it is known
what is in them; and what may happen to the bytes of one.
"""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import json
import lzma
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

from hypothesis import strategies as st

from voxlake.ingest.file_options import WHITE_SPACE, CsvOptions
from voxlake.ingest.source import Source

COLUMNS = ("id", "text", "a,b", 'q"q', "na me")
"""Names of columns; the first two need no quotes."""
TABLES = {"users": {"user_id": {"made_of": ["id", "text"]}}}
CHARACTERS = "ab1 ,;|\"'\\\t\r\n\0\x1c\x85\u2028\u00e9\u00df\u20ac\u30ab\u30bd\U0001f600"
LINE_ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "latin-1", "shift_jis", "ascii", "utf-7")
"""Encodings in which a line break is the byte that it is in ASCII, and no part of a character."""
ENCODINGS = (*LINE_ENCODINGS, "utf-16", "utf-16-be", "utf-32", "cp037", "iso2022_jp")
PACK = {
    "": bytes,
    ".gz": lambda content: gzip.compress(content, mtime=0),
    ".bz2": bz2.compress,
    ".xz": lambda content: lzma.compress(content, preset=0),
}
HOW_STORED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
NAMED_MONTH = (2024, 1, 31, 0, 0, 0)
TOKENS = (
    *(b"\n", b"\r", b'"', b"'", b",", b"\0", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"\\"),
    *(
        b"{",
        b"}",
        b"[" * 50,
        b'{"id":1}',
        b'"id":',
        b"NaN",
        b"1e999999999",
        b'"\\ud83d"',
        b"9" * 99,
    ),
    *(b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06" + bytes(18), b"\x1f\x8b", b"BZh9", b"\xfd7zXZ\0"),
)
"""Bytes that mean something to some reader."""


@dataclass(frozen=True)
class Written:
    """A file as it is stored, the source that it is of, and the records that are in it."""

    source: Source
    name: str
    content: bytes
    records: tuple[tuple[str, dict[str, Any]], ...] = ()
    """With each the name of its member, empty for none."""


def _csv_options() -> Iterator[CsvOptions]:
    delimiters = [(",", '"'), (";", "'"), ("\t", ""), ("|", '"'), (WHITE_SPACE, "")]
    yes_or_no = (False, True)
    for (delimiter, quote), header, is_named, multiline in product(
        delimiters, yes_or_no, yes_or_no, yes_or_no
    ):
        if not (is_named or (header and multiline)):
            continue
        for encoding in ENCODINGS if multiline else LINE_ENCODINGS:
            for names in range(1, (len(COLUMNS) if quote else 2) + 1) if is_named else [0]:
                yield CsvOptions(
                    delimiter=delimiter,
                    quote=quote,
                    header=header,
                    columns=COLUMNS[:names] or None,
                    encoding=encoding,
                    multiline=multiline,
                )


CSV_OPTIONS = tuple(_csv_options())
"""How a CSV file may be written."""


@cache
def csv_source(options: CsvOptions) -> Source:
    """A source of CSV that wants the columns that are there."""
    wanted = [name for name in ("id", "text") if not options.columns or name in options.columns]
    tables = {"users": {"user_id": {"made_of": wanted}}}
    return Source(name="s", format="csv", path="x", csv=options, tables=tables)


JSON = Source(name="s", format="json", path="x", tables=TABLES)


@cache
def _fields(options: CsvOptions, is_alone: bool) -> st.SearchStrategy[str]:
    """The texts that a file may hold in its fields."""
    allowed = "".join(one for one in CHARACTERS if _is_written(one, options))
    least = 1 if options.delimiter == WHITE_SPACE or (is_alone and not options.quote) else 0
    return st.text(allowed, min_size=least, max_size=6)


def _is_written(character: str, options: CsvOptions) -> bool:
    if options.delimiter == WHITE_SPACE and character.isspace():
        return False
    if not options.quote and character in f"{options.delimiter}\r\n":
        return False
    try:
        encoded = character.encode(options.encoding).decode(options.encoding)
    except UnicodeError:
        return False
    return encoded == character and (options.multiline or character != "\n")


def _field(text: str, options: CsvOptions, is_quoted: bool) -> str:
    quote = options.quote
    if quote and (is_quoted or not text or set(text) & {options.delimiter, quote, "\r", "\n"}):
        return quote + text.replace(quote, 2 * quote) + quote
    return text


@st.composite
def csv_contents(draw: st.DrawFn, options: CsvOptions) -> tuple[bytes, tuple[dict, ...]]:
    """What a CSV file holds, and the values of its records."""
    names = options.columns or COLUMNS[: draw(st.integers(2, 2 + bool(options.quote) * 3))]
    fields = _fields(options, len(names) == 1)
    rows = draw(st.lists(st.lists(fields, min_size=len(names), max_size=len(names)), max_size=5))
    end = draw(st.sampled_from(["\n", "\r\n", "\r"] if options.multiline else ["\n", "\r\n"]))
    is_quoted = draw(st.booleans())
    between = " " if options.delimiter == WHITE_SPACE else options.delimiter
    lines = [
        between.join(_field(text, options, is_quoted) for text in row)
        for row in ([list(names)] if options.header else []) + rows
    ]
    text = draw(st.sampled_from(["", end])).join([end.join(lines), ""])
    return text.encode(options.encoding), tuple(dict(zip(names, row, strict=True)) for row in rows)


_TEXTS = st.text(CHARACTERS, max_size=6)
_VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**20), 10**20),
        st.floats(allow_nan=False, allow_infinity=False),
        _TEXTS,
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3),
    max_leaves=6,
)
_OBJECTS = st.dictionaries(st.sampled_from(COLUMNS), _VALUES, max_size=3)


@st.composite
def json_contents(draw: st.DrawFn) -> tuple[bytes, tuple[dict, ...]]:
    """Lines of JSON, and what they say."""
    records = draw(st.lists(_OBJECTS, max_size=5))
    in_ascii = draw(st.booleans())
    end = draw(st.sampled_from(["\n", "\r\n", "\n\n", " \n\t\r\n"]))
    text = "".join(json.dumps(record, ensure_ascii=in_ascii) + end for record in records)
    mark = draw(st.sampled_from([b"", codecs.BOM_UTF8]))
    return mark + text.encode(), tuple(records)


@st.composite
def packed(draw: st.DrawFn, content: bytes, ends: Sequence[str]) -> tuple[str, bytes]:
    """How a name ends that says how a file is stored, and the content so: in streams, perhaps."""
    end = draw(st.sampled_from(ends))
    if not end:
        return "", content
    cut = draw(st.integers(0, len(content)))
    parts = [content[:cut], content[cut:]] if draw(st.booleans()) else [content]
    behind = draw(st.sampled_from([b"", bytes(7)]))
    return end, b"".join(map(PACK[end], parts)) + behind


@st.composite
def archives(draw: st.DrawFn, contents: st.SearchStrategy) -> tuple[bytes, tuple[tuple, ...]]:
    """An archive of files, and the records of its members."""
    out = io.BytesIO()
    records = []
    with zipfile.ZipFile(out, "w", draw(st.sampled_from(HOW_STORED))) as archive:
        for number in range(draw(st.integers(1, 3))):
            content, found = draw(contents)
            end, stored = draw(packed(content, list(PACK)))
            member = f"{draw(st.sampled_from(['', 'd/', 'é ']))}{number}{end}"
            records += [(member, record) for record in found]
            archive.writestr(zipfile.ZipInfo(member, NAMED_MONTH), stored)
        if draw(st.booleans()):
            archive.writestr(zipfile.ZipInfo("e/", NAMED_MONTH), b"")
            archive.writestr(zipfile.ZipInfo("__MACOSX/0", NAMED_MONTH), b"noise")
    return out.getvalue(), tuple(records)


@st.composite
def files(draw: st.DrawFn, is_packed: bool = False) -> Written:
    """A file of CSV or JSON, an archive of some, or, unless it must be packed, a plain one."""
    if draw(st.booleans()):
        source, contents = JSON, json_contents()
    else:
        options = draw(st.sampled_from(CSV_OPTIONS))
        source, contents = csv_source(options), csv_contents(options)
    if draw(st.booleans()):
        stored, records = draw(archives(contents))
        return Written(source, "a.zip", stored, records)
    content, found = draw(contents)
    end, stored = draw(packed(content, list(PACK)[is_packed:]))
    return Written(source, f"a{end}", stored, tuple(("", record) for record in found))


_CHANGE = st.tuples(
    st.sampled_from(["flip", "delete", "insert", "truncate", "repeat", "replace"]),
    st.integers(0, 2**16),
    st.integers(1, 64),
    st.sampled_from(TOKENS) | st.binary(max_size=8),
)
CHANGES = st.lists(_CHANGE, min_size=1, max_size=6)
"""What happens to a file."""


def changed(content: bytes, changes: list[tuple[str, int, int, bytes]]) -> bytes:
    """The content after the changes, in order."""
    for kind, at, length, token in changes:
        place = at % (len(content) + 1)
        before, behind = content[:place], content[place:]
        content = {
            "flip": before + bytes(byte ^ length for byte in behind[:1]) + behind[1:],
            "delete": before + behind[length:],
            "insert": before + token + behind,
            "truncate": before,
            "repeat": before + behind[:length] * 3 + behind[length:],
            "replace": before + token + behind[len(token) :],
        }[kind]
    return content
