"""Guesses the source file of a file; imports no pyspark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from voxlake.ingest.guess.columns import HALF, MOST, Column, columns_of, lists_of, path_of
from voxlake.ingest.guess.compose import mapped_of
from voxlake.ingest.guess.looks import Look
from voxlake.ingest.guess.mapped import Facts, Line, Mapped
from voxlake.ingest.guess.names import plain
from voxlake.ingest.guess.numbers import decimal_of
from voxlake.ingest.guess.orders import filled_down
from voxlake.ingest.guess.pages import source_page, wrapped, written
from voxlake.ingest.guess.roles import Feeding, feedings_of
from voxlake.ingest.litter import of_other_kind
from voxlake.ingest.path_patterns import escaped

_EARLIEST = 2000
_LEFT = 30
_NULLS = ("",)


@dataclass(frozen=True)
class Guess:
    """What a file is taken for."""

    text: str
    """The source file."""
    tables: tuple[str, ...]
    """Tables that it feeds, the first the one that it is of; empty where none fits."""
    needed: tuple[str, ...]
    """What has to be written into it before it can be used."""


def guess(path: Path, look: Look, name: str | None = None) -> Guess:
    """The likeliest source file of a file, by its first records.

    Args:
        path: The file.
        look: What is seen of it.
        name: Name of the source; made of the file's where None.
    """
    facts, feeding, others = _facts(look)
    mapped = mapped_of(feeding, facts) if feeding else [_nothing()]
    keys = _keys(path, name, look, facts, mapped)
    needed = tuple(told for one in mapped for told in one.needed)
    text = source_page(
        _head(path, look, facts, needed), keys, mapped, _foot(look, facts, mapped, others)
    )
    return Guess(text, tuple(one.table for one in mapped) if feeding else (), needed)


def _facts(look: Look) -> tuple[Facts, Feeding | None, list[Feeding]]:
    """The columns, exploded where a list within the records is what feeds a table."""
    plain_columns = _columns(look.records)
    tried = [(Facts(plain_columns), feedings_of(plain_columns))]
    for listed in lists_of(look.records)[:3]:
        exploded = [one for record in look.records for one in _exploded(record, listed.steps)]
        columns = _columns(exploded[:1000])
        tried.append((Facts(columns, listed.steps), feedings_of(columns, listed.steps[-1])))
    facts, found = max(tried, key=lambda one: _worth(one[1], is_exploded=bool(one[0].explode)))
    return facts, found[0] if found else None, found[1:]


def _worth(found: Sequence[Feeding], *, is_exploded: bool) -> float:
    """How much speaks for a way to read records; a list counts where it adds lines or prices."""
    if not found:
        return 0
    lines = {"product_name", "product_id", "unit_price", "quantity"} & set(found[0].roles)
    return found[0].score - (1.0 if is_exploded and not lines else 0.0)


def _columns(records: Sequence[Any]) -> list[Column]:
    columns = columns_of(records)
    texts = (v for c in columns if c.numbers > MOST for v in c.filled[:200])
    if decimal_of(texts)[0] == ",":
        columns = columns_of(records, is_comma_land=True)
    return columns


def _exploded(record: dict[str, Any], steps: Sequence[str]) -> list[dict[str, Any]]:
    """A record for each element of its list, which stands where the list stood."""
    inner: Any = record
    for step in steps:
        inner = inner.get(step) if isinstance(inner, dict) else None
    if not isinstance(inner, list):
        return [record]
    top = {k: v for k, v in record.items() if k != steps[0]}
    return [{**top, steps[-1]: one} for one in inner]


def _nothing() -> Mapped:
    mapped = Mapped("posts")
    mapped.needed.append(
        "say which table it feeds (posts, users, orders, events, spend, ...) and its columns"
    )
    return mapped


def _keys(
    path: Path, name: str | None, look: Look, facts: Facts, mapped: Sequence[Mapped]
) -> list[Line]:
    """The keys of the source above its tables."""
    stem = re.sub(r"[^a-z0-9]+", "_", plain(path.name.split(".")[0])).strip("_")
    own = stem if stem[:1].isalpha() else f"source_{stem}".rstrip("_")
    lines = [
        Line("name", name or own),
        Line("format", look.format, look.why.get("format", "")),
        Line("path", escaped(path.name), "a folder, or a pattern such as *.csv, reads several"),
    ]
    for key, said in look.keys.items():
        why = "; ".join(look.why[f"{key}.{one}"] for one in said if look.why.get(f"{key}.{one}"))
        lines.append(Line(key, said, why))
    if facts.explode:
        lines.append(
            Line("explode", path_of(facts.explode), "each element of the list is a record")
        )
    lines += filled_down(_used(facts, mapped), mapped)
    lines += _nulls(facts, mapped)
    lines += _decimal(facts, mapped)
    first = min(
        (c.moments.first_year for c in _used(facts, mapped) if c.moments and c.moments.first_year),
        default=_EARLIEST,
    )
    if first < _EARLIEST:
        lines.append(Line("earliest", date(first, 1, 1), "the first times lie there"))
    return lines


def _used(facts: Facts, mapped: Sequence[Mapped]) -> list[Column]:
    """The columns that some mapping names."""
    said = " ".join(written(line.value) for one in mapped for line in one.lines)
    return [c for c in facts.columns if _is_named(c, said)]


def _is_named(column: Column, said: str) -> bool:
    if column.path:
        return f"{{json: {written(column.top)}, path: {written(column.path)}" in said
    return re.search(rf"(?<![\w-]){re.escape(written(column.top))}(?![\w-])", said) is not None


def _nulls(facts: Facts, mapped: Sequence[Mapped]) -> list[Line]:
    words = sorted({word for c in _used(facts, mapped) if c.filled for word in c.empty_words})
    return [Line("nulls", ["", *words], "words that stand for no value")] if words else []


def _decimal(facts: Facts, mapped: Sequence[Mapped]) -> list[Line]:
    numbers = [c for c in _used(facts, mapped) if c.numbers >= HALF and not c.moments]
    sign, example = decimal_of(v for c in numbers for v in c.filled)
    if sign != ",":
        return []
    return [Line("decimal", ",", f"as in {example}")]


def _head(path: Path, look: Look, facts: Facts, needed: Sequence[str]) -> list[str]:
    count = len(look.records)
    of = f" of {look.head.member}" if look.head.member else ""
    first = "first record" if count == 1 else f"first {count:,} records"
    lines = [f"A guess at {path.name}, by its {first}{of}. Read it through and mend it."]
    others = look.head.others
    passed_over = of_other_kind([look.head.member, *others], look.format)
    if also := [name for name in others if name not in passed_over]:
        lines.append(f"The archive holds {len(also)} more that are read, too, such as {also[0]}.")
    if look.rejected:
        told = ", ".join(f"{count} {reason}" for reason, count in look.rejected.most_common())
        lines.append(f"Of the first records, some cannot be read so: {told}.")
    if needed:
        lines.append("It cannot be used before what is marked `needed` is written.")
    else:
        lines.append(
            f"Try it: voxlake run --sources THIS.yaml --data {path.parent} --lake NEW --jobs ingest"
        )
    return lines


def _foot(
    look: Look, facts: Facts, mapped: Sequence[Mapped], others: Sequence[Feeding]
) -> list[str]:
    used = {id(c) for c in _used(facts, mapped)}
    left = [c.name for c in facts.columns if id(c) not in used]
    lines: list[str] = []
    if left:
        names = ", ".join(left[:_LEFT]) + (
            f" and {len(left) - _LEFT} more" if len(left) > _LEFT else ""
        )
        lines += wrapped(
            f"Left out: {names}. To keep some as texts, add attributes: [name, ...] to a table."
        )
    if others:
        lines.append(f"It might feed {', '.join(one.table for one in others)} too.")
    return lines
