"""Tells by its begin how a file of JSON is laid out; imports no pyspark.

Either each line is a record, or it is one document, or several: arrays whose elements are records,
objects over many lines, or an assignment of either, as scripts have it.
"""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from voxlake.ingest.file_options import JsonOptions

_ASSIGNED = re.compile(rb"\s*(?:(?:var|let|const)\s+)?[A-Za-z_$][\w$.\[\]'\"]*\s*=\s*(?=[\[{])")
_ARRAY = re.compile(rb"\s*\[\s*(?:[\[{]|\]|\Z)")
_BROKEN_OVER_LINES = re.compile(rb"\s*\{(?:|[^\n]*[\[{,])[ \t\r]*\n(?:[ \t\r]*\n)*[ \t]*[\"}\]]")
"""An object whose first line is open, and the next of which begins within it."""
_INDENTED = re.compile(rb"\s*\{(?:|[^\n]*[\[{,])[ \t\r]*\n(?:[ \t\r]*\n)*[ \t]+\S")


class PrefixError(ValueError):
    """A file does not begin with the text that the source names."""


def json_start(head: bytes, options: JsonOptions) -> int | None:
    """Where the first document of a file begins; None where its lines are records.

    Args:
        head: How the file begins, in UTF-8.
        options: What the source says of it.

    Raises:
        PrefixError: it does not begin with `prefix`.
    """
    if options.prefix is not None:
        return _behind(head, options.prefix)
    if found := _ASSIGNED.match(head):
        return found.end()
    forms = (_ARRAY, _BROKEN_OVER_LINES, _INDENTED)
    is_document = options.records is not None or any(form.match(head) for form in forms)
    return 0 if is_document else None


def _behind(head: bytes, prefix: str) -> int:
    """How many bytes a text takes with which a file begins."""
    text = head.decode(errors="ignore")  # the last character may be cut
    rest = pc.replace_substring_regex(pa.array([text]), rf"\A(?:{prefix})", "", max_replacements=1)
    size = len(text) - len(rest[0].as_py())
    if not size:
        raise PrefixError(f"the file begins with {text[:40]!r}, not with json.prefix, {prefix}")
    return len(text[:size].encode())
