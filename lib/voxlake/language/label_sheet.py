"""The sheet that people fill: a CSV file with a row per post."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from voxlake.errors import InputError, in_quotes

_COLUMNS = ("post_id", "why", "text", "label", "annotator")
_MOST_NAMED = 6
_FORMULA = ("=", "+", "-", "@")

Label = tuple[str, str, str]
"""Post, annotator, label."""


def sheet_text(rows: Iterable[Mapping[str, str]]) -> str:
    """The sheet of posts (post_id, why, text), with empty columns to fill.

    A text that a spreadsheet would take for a formula gets a space before it.
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        text = f" {row['text']}" if row["text"].startswith(_FORMULA) else row["text"]
        writer.writerow({"post_id": row["post_id"], "why": row["why"], "text": text})
    return out.getvalue()


def read_sheet(text: str, path: str, labels: Sequence[str], annotator: str | None) -> list[Label]:
    """The labels of a filled sheet; rows without a label are left out.

    Args:
        text: The sheet.
        path: Its name, for errors.
        labels: Labels that there are.
        annotator: Who filled it, where the column annotator is empty.

    Raises:
        InputError: a column is missing, a label is unknown, a post is labelled twice by the same
            person, or nobody says who labelled; names the rows, the header being row 1.
    """
    reader = csv.DictReader(io.StringIO(text))
    if missing := sorted({"post_id", "label"} - set(reader.fieldnames or ())):
        raise InputError(f"{path} has no columns {in_quotes(missing)}.")
    found: dict[tuple[str, str], str] = {}
    unknown, unnamed, twice = [], [], []
    for number, row in enumerate(reader, start=2):
        label = (row["label"] or "").strip().lower()
        who = (row.get("annotator") or "").strip() or annotator
        if not label:
            continue
        if label not in labels:
            unknown.append(f"row {number}: {label}")
        elif not who:
            unnamed.append(f"row {number}")
        elif (key := (row["post_id"].strip(), who)) in found:
            twice.append(f"row {number}: {key[0]} by {who}")
        else:
            found[key] = label
    for wrong, what in (
        (unknown, f"labels that are none of {', '.join(labels)}"),
        (unnamed, "labels of nobody; fill the column annotator or set labels.annotator"),
        (twice, "posts that the same person labelled twice"),
    ):
        if wrong:
            more = f" and {len(wrong) - _MOST_NAMED} more" if len(wrong) > _MOST_NAMED else ""
            raise InputError(f"{path} has {what}: {'; '.join(wrong[:_MOST_NAMED])}{more}.")
    return [(post, who, label) for (post, who), label in found.items()]
