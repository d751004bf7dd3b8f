"""Looks at a file: how it is written, and its first records; imports no pyspark."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any

from voxlake.core.errors import InputError
from voxlake.core.formats import SourceFormatName
from voxlake.ingest.file_options import XlsxOptions
from voxlake.ingest.file_records import file_records
from voxlake.ingest.guess.delimited import Delimited, delimited
from voxlake.ingest.guess.heads import Head, head_of
from voxlake.ingest.guess.json_files import broken, is_json, json_file
from voxlake.ingest.limits import Limits
from voxlake.ingest.record import Record
from voxlake.ingest.sheet_rows import sheet_names, sheet_rows
from voxlake.ingest.source import Source
from voxlake.ingest.streams import not_text

RECORDS = 1_000
"""How many records are looked at."""
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_ENCODINGS = ("cp1252", "mac_roman", "cp850")
_LETTERS = set(
    "äöüßéèêëàáâãåçñóòôõøúùûíìîïœæÄÖÜÉÈÀÁÂÇÑÓÔÕØÚÍŒÆ€„…·°«»¿¡ºª£\u2019\u2018\u201c\u201d\u2013\u2014"
)
_ZEROS = 0.4
"""Share of zeros among every other byte that tells UTF-16."""
_PAGE = re.compile(r"<(!doctype\s+html|html)\b", re.IGNORECASE)
_PICTURES = re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8|RIFF....WEBP|\x00\x00\x00.ftyp", re.DOTALL)
_ELEMENT = re.compile(r"<([A-Za-z_][\w.-]*)(\s[^<>]*)?/?>")
_MESSAGE = re.compile(
    r"\W*\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s\d{1,2}[:.]\d\d[^-\]]{0,9}(\]|\s-)\s\S[^:]*:\s"
)
"""How a line of a messenger's chat begins: `[31.01.24, 18:05:09] Ada: `."""
_MESSAGES = 0.3
"""Share of lines that begin so, as a message may have several."""
_SHEETS = 10
"""How many sheets of a workbook are named."""
_HINTS = {
    "office": "is a document or workbook of Office before 2007: save its sheet as CSV or XLSX",
    "media": "is a picture or video: give the file of the export that has its texts",
}
"""What to do about files that are not looked at."""


@dataclass(frozen=True)
class Look:
    """What is seen of a file."""

    head: Head
    format: SourceFormatName
    keys: dict[str, dict[str, Any]]
    """Keys of the source beside its format, such as `csv`, and what they say."""
    why: dict[str, str]
    """A reason for each of them, by `csv.delimiter` and so on."""
    records: list[dict[str, Any]]
    rejected: Counter[str] = field(default_factory=Counter)
    """How many of the first records cannot be read, by reason."""


def look_at(path: Path) -> Look:
    """Look at the first records of a file, or of the largest file in an archive.

    Raises:
        InputError: it cannot be read, or has no records, or is of no form that can be guessed;
            names it.
    """
    look = _look_at(path)
    if not look.records:
        told = ", ".join(f"{count} {reason}" for reason, count in look.rejected.most_common())
        raise InputError(f"{path} shows no record that can be read ({told or 'it has none'}).")
    return look


def _look_at(path: Path) -> Look:
    head = head_of(path)
    if not head.content.strip():
        raise InputError(f"{path} is empty.")
    if PurePosixPath(head.name).suffix.lower() in (".xlsx", ".xlsm"):
        return _workbook(path, head_of(path, whole=True))
    if kind := not_text(head.content) or ("media" if _PICTURES.match(head.content) else ""):
        looked = "guess looks at CSV, JSON, XML and XLSX, packed or not"
        told = _HINTS.get(kind, f"is {kind}, not lines: {looked}")
        raise InputError(f"{path} {told}.")
    encoding, text = _decoded(head)
    begin = text.lstrip("\ufeff \t\r\n")
    if _PAGE.match(begin):
        raise InputError(f"{path} is a web page: ask for the export as JSON or CSV instead.")
    if begin.startswith("<"):
        return _xml(head, begin)
    if _is_chat(text):
        raise InputError(
            f"{path} is a messenger's chat as text, which no format reads: make it CSV or JSON."
        )
    if is_json(begin):
        return _json(path, head, text)
    return _lines(head, text, encoding)


def _is_chat(text: str) -> bool:
    lines = text.splitlines()[:RECORDS]
    return sum(map(bool, map(_MESSAGE.match, lines))) > _MESSAGES * len(lines)


def _decoded(head: Head) -> tuple[str | None, str]:
    """The encoding that a source file has to say, and the text."""
    content = head.content
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return None, content.decode(encoding, errors="ignore")
    pairs = max(len(content) // 2, 1)
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if content[start::2].count(0) / pairs > _ZEROS:
            return None, content.decode(encoding, errors="ignore")
    try:
        return None, content.decode()
    except UnicodeDecodeError as error:
        if head.is_cut and error.start > len(content) - 4:
            return None, content[: error.start].decode()
    texts = {encoding: content.decode(encoding, errors="replace") for encoding in _ENCODINGS}
    best = max(texts, key=lambda one: _likely(texts[one]))
    return best, texts[best]


def _likely(text: str) -> int:
    return sum(1 if sign in _LETTERS else -2 for sign in text if not sign.isascii())


def _lines(head: Head, text: str, encoding: str | None) -> Look:
    if head.is_cut:
        text = text[: text.rfind("\n") + 1]
    found = delimited(text.removeprefix("\ufeff"))
    options = dict(found.options)
    why = dict(found.why)
    if encoding:
        options["encoding"] = encoding
        why["encoding"] = "it is not UTF-8, and reads so"
    keys = {"csv": options} if options else {}
    return _read(head, text.encode(encoding or "utf-8", "replace"), found.format, keys, why)


def _read(
    head: Head,
    content: bytes,
    form: SourceFormatName,
    keys: dict[str, dict[str, Any]],
    why: dict[str, str],
) -> Look:
    """The first records, as ingest reads them."""
    source = Source.model_validate(
        {
            "name": "guess",
            "format": form,
            "path": "x",
            **keys,
            "tables": {"users": {"user_id": {"constant": "x"}}},
        }
    )
    found = islice(file_records(content, "x", source, Limits()), RECORDS)
    records, rejected = [], Counter[str]()
    for _, record in found:
        if record.reason is None and record.payload:
            records.append(json.loads(record.payload))
        elif record.reason is not None:
            rejected[record.reason] += 1
    whys = {key if key == "format" else f"csv.{key}": said for key, said in why.items()}
    return Look(head, form, keys, whys, records, rejected)


def _json(path: Path, head: Head, text: str) -> Look:
    found = json_file(text, is_cut=head.is_cut, limit=RECORDS)
    if found is None:  # one document, of which the begin is not enough
        head = head_of(path, whole=True)
        found = json_file(_decoded(head)[1], is_cut=head.is_cut, limit=RECORDS)
    if found is None or not found.records:
        told = broken(text)
        raise InputError(f"{path} begins as JSON, and no record is found in it{told}.")
    keys = {"json": {"records": found.path}} if found.path else {}
    why = {"format": found.why, "json.records": found.why_path}
    return Look(head, "json", keys, why, found.records)


def _xml(head: Head, text: str) -> Look:
    counts = Counter(name for name, _ in _ELEMENT.findall(text))
    top = _ELEMENT.search(text.split("?>", 1)[-1])
    counts.pop(top[1] if top else "", None)
    by_attributes = Counter(
        name for name, attributes in _ELEMENT.findall(text) if "=" in attributes
    )
    row = max(by_attributes or counts, key=lambda one: counts[one], default=None)
    if row is None:
        raise InputError(f"{head.name} begins as XML or HTML, and no element stands in it twice.")
    content = head.content
    look = _read(head, content, "xml", {"xml": {"row": row}}, {})
    return Look(
        head,
        "xml",
        look.keys,
        {"xml.row": f"the element that stands most often, {counts[row]:,} times"},
        look.records,
    )


def _workbook(path: Path, head: Head) -> Look:
    text = io.StringIO()
    writer = csv.writer(text)
    try:
        for row in islice(sheet_rows(head.content, XlsxOptions(), 0, Limits()), RECORDS):
            if not isinstance(row, Record):
                writer.writerow(row)
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise InputError(f"{path} cannot be read: {error}") from error
    found: Delimited = delimited(text.getvalue())
    options: Mapping[str, Any] = {k: v for k, v in found.options.items() if k != "delimiter"}
    keys = {"csv": dict(options)} if options else {}
    look = _read(
        head, head.content, "xlsx", keys, {k: v for k, v in found.why.items() if k in options}
    )
    _, *others = sheet_names(head.content)
    told = "its first sheet" + (
        f"; of the others ({', '.join(others[:_SHEETS])}) xlsx: {{sheet: NAME}} reads one"
        if others
        else ""
    )
    return Look(head, "xlsx", keys, look.why | {"format": told}, look.records, look.rejected)
