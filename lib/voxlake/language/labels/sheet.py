"""The sheet that people fill: a CSV file with a row per post."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from voxlake.core.errors import InputError
from voxlake.core.formulas import no_formula
from voxlake.core.sheets import read_rows
from voxlake.language.labels.label_sets import HAS_LABEL, LACKS_LABEL, NONE, LabelSet

_COLUMNS = ("post_id", "why", "text", "label", "annotator")
_MOST_NAMED = 6


class Told(NamedTuple):
    """What a person told of a post, and why the post was asked about."""

    post_id: str
    annotator: str
    labels: tuple[str, ...]
    why: str | None


def sheet_text(rows: Iterable[Mapping[str, str]]) -> str:
    """The sheet of posts (post_id, why, text), with empty columns to fill.

    A text that a spreadsheet would take for a formula gets a space before it.
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        text = no_formula(row["text"])
        writer.writerow({"post_id": row["post_id"], "why": row["why"], "text": text})
    return out.getvalue()


def read_sheet(text: str, path: str, asked: LabelSet, annotator: str | None) -> list[Told]:
    """What a filled sheet tells; rows without a label are left out.

    Upper and lower case are one. Where a post has several labels, they stand in one cell, with a
    comma or a semicolon between them; `none` says that it has none of them.

    Args:
        text: The sheet.
        path: Its name, for errors.
        asked: Labels that there are.
        annotator: Who filled it, where the column annotator is empty.

    Raises:
        InputError: a column is missing, a label is unknown, a post is labelled twice by the same
            person, or nobody says who labelled; names the rows, the header being row 1.
    """
    found: dict[tuple[str, str], Told] = {}
    unknown, unnamed, twice = [], [], []
    for number, row in read_rows(text, path, ("post_id", "label")).rows:
        said = row["label"].strip()
        who = row.get("annotator", "").strip() or annotator
        if not said:
            continue
        if (labels := _meant(said, asked)) is None:
            unknown.append(f"row {number}: {said}")
        elif not who:
            unnamed.append(f"row {number}")
        elif (key := (row["post_id"].strip(), who)) in found:
            twice.append(f"row {number}: {key[0]} by {who}")
        else:
            found[key] = Told(*key, labels, row.get("why", "").strip() or None)
    for wrong, what in (
        (unknown, f"labels that are none of {', '.join(asked.labels)}"),
        (unnamed, "labels of nobody; fill the column annotator or set labels.annotator"),
        (twice, "posts that the same person labelled twice"),
    ):
        if wrong:
            more = f" and {len(wrong) - _MOST_NAMED} more" if len(wrong) > _MOST_NAMED else ""
            named = f"{'; '.join(wrong[:_MOST_NAMED])}{more}"
            raise InputError(f"{path} has {what}: {named}.", kept=f"{path} has {what}.")
    return list(found.values())


def label_rows(told: Iterable[Told], name: str, asked: LabelSet) -> list[tuple[str | None, ...]]:
    """Rows of `post_labels` of a label set: where a post has several, a row for each there is."""
    if not asked.several:
        return [(t.post_id, name, t.annotator, *t.labels, t.why) for t in told]
    models = dict(zip(asked.labels, asked.models(name), strict=True))
    return [
        (t.post_id, model, t.annotator, HAS_LABEL if label in t.labels else LACKS_LABEL, t.why)
        for t in told
        for label, model in models.items()
    ]


def _meant(said: str, asked: LabelSet) -> tuple[str, ...] | None:
    """The labels that a cell names, as they are declared; None where it names another."""
    known = {label.casefold(): label for label in asked.labels}
    if not asked.several:
        one = known.get(said.casefold())
        return None if one is None else (one,)
    if said.casefold() == NONE:
        return ()
    parts = [part.strip().casefold() for part in re.split("[,;]", said) if part.strip()]
    return tuple(known[part] for part in parts) if set(parts) <= set(known) else None
