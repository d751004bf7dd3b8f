"""Tells in which encoding a file is written, as browsers do, and reads it."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"<meta[^>]{1,500}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{1,40})", re.IGNORECASE
)
_LOOKED_AT = 1024
"""Bytes in which a page has to declare its encoding, by the HTML Standard, 4.2.5.4."""
_PROBED = 8192
"""Bytes whose zeros tell that a file holds no text, as Git has it."""
_NO_TEXT = (b"%PDF-", b"\x1f\x8b")
_KNOWN = re.compile(
    r"utf-8|cp125\d|cp866|iso8859-\d+|koi8-[ru]|gbk|gb18030|gb2312|big5(hkscs)?|euc_(jp|kr)"
    r"|shift_jis|iso2022_jp|mac-roman|ascii"
)
"""Encodings of the web, as Python calls them; it knows others that no page is in."""
_READ_AS = {"ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "gb2312": "gbk"}
"""What browsers take for others: the Encoding Standard, 4.2."""
_UTF8 = "utf-8"
_REST = "cp1252"


@dataclass(frozen=True)
class Decoded:
    """The text of a file."""

    text: str
    encoding: str
    """As Python calls it."""
    is_declared: bool
    """Whether the file says in which encoding it is."""
    fault: str | None = None
    """Why its bytes are not what it says; None: they are."""


def is_binary(content: bytes) -> bool:
    """Whether the bytes are those of no text."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return False
    return content.startswith(_NO_TEXT) or b"\0" in content[:_PROBED]


def decode(content: bytes) -> Decoded:
    """Read the bytes of a text: by its mark, by what it declares, else as UTF-8 or windows-1252.

    Follows the HTML Standard, 13.2.3.2, without what a server says. What declares another encoding
    and is UTF-8 throughout, with letters that tell, is read as that. Bytes that mean nothing become
    U+FFFD.
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return _read(content[len(mark) :], name, name)
    found = _DECLARED.search(content[:_LOOKED_AT])
    declared = found[1].decode("ascii", "replace").lower() if found else None
    encoding = _encoding_of(declared) if declared else None
    is_utf8 = _is_utf8(content)
    if declared is None:
        decoded = _read(content, _UTF8 if is_utf8 else _REST, None)
        return Decoded(decoded.text, decoded.encoding, is_declared=False, fault=decoded.fault)
    if encoding is None:
        decoded = _read(content, _UTF8 if is_utf8 else _REST, declared)
        fault = f"{declared} is no encoding of the web"
        return Decoded(decoded.text, decoded.encoding, is_declared=True, fault=fault)
    if encoding != _UTF8 and is_utf8 and not content.isascii():
        decoded = _read(content, _UTF8, declared)
        fault = f"it declares {declared} and is written in UTF-8"
        return Decoded(decoded.text, _UTF8, is_declared=True, fault=fault)
    return _read(content, encoding, declared)


def _read(content: bytes, encoding: str, declared: str | None) -> Decoded:
    try:
        return Decoded(content.decode(encoding), encoding, is_declared=declared is not None)
    except UnicodeDecodeError as error:
        said = f"it declares {declared}, and" if declared else "it declares none, and"
        fault = f"{said} byte {error.start:,} is none of {encoding}"
        text = content.decode(encoding, "replace")
        return Decoded(text, encoding, is_declared=declared is not None, fault=fault)


def _encoding_of(label: str) -> str | None:
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return None
    if name.startswith("utf-16"):  # which the page could not have been read in so far
        return _UTF8
    return _READ_AS.get(name, name) if _KNOWN.fullmatch(name) else None


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode(_UTF8)
    except UnicodeDecodeError as error:
        # A text that was cut may end within a letter.
        return error.end == len(content) and len(content) - error.start < len("\U0001f600".encode())
    return True
