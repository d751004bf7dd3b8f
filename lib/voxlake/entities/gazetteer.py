"""Reads lists of names: a row for each alias, which is one name's alone."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from voxlake.core.errors import ConfigError, InputError, in_quotes
from voxlake.entities.settings import DEFAULT_KIND, NameSettings
from voxlake.entities.words import spellings

COLUMNS = ("name", "alias", "kind", "case")
"""Columns of a list of names; all but the first may lack."""
MAX_WORDS = 20
"""Most words of an alias: what bounds the work on a text."""
_CASES = ("", "any", "exact")
_CAPITALS = re.compile(r"[A-Z][A-Z0-9.]{0,6}")
_MOST_CAPITALS = 5
_MOST_NAMED = 6


class Row(NamedTuple):
    """What a line of a list says, and where it stands."""

    place: str
    name: str
    alias: str
    kind: str
    case: str


class Alias(NamedTuple):
    """Words that name an entity."""

    text: str
    entity: str
    kind: str
    is_exact: bool
    """Whether capitals count: words in capitals alone, such as `US`, and those that a list says."""


def csv_rows(place: str, read: Callable[[str], bytes]) -> Iterator[Row]:
    """The rows of a CSV file; empty lines are none.

    Raises:
        InputError: it is missing, no text in UTF-8, or has no column `name`.
    """
    try:
        text = read(place).decode("utf-8-sig")
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
        raise InputError(f"There is no file {place}, which entities.gazetteer names.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{place} is no text in UTF-8: save it as CSV in UTF-8.") from error
    reader = csv.DictReader(io.StringIO(text))
    columns = [(column or "").strip().lower() for column in reader.fieldnames or ()]
    if "name" not in columns:
        raise InputError(
            f'{place} has no column "name", but {in_quotes(columns) or "nothing"}: its first line '
            f"names its columns, {', '.join(COLUMNS)}."
        )
    reader.fieldnames = columns
    try:
        for found in reader:
            row = of_record(f"line {reader.line_num}", found)
            if any(row[1:]):
                yield row
    except csv.Error as error:
        raise InputError(f"{place} is no CSV after line {reader.line_num}: {error}.") from error


def of_record(place: str, record: Mapping[str, object]) -> Row:
    """A row of a record with some of the columns."""
    return Row(place, *(str(record.get(column) or "").strip() for column in COLUMNS))


def rows_of_config(names: Mapping[str, NameSettings]) -> Iterator[Row]:
    """The rows of names of the config."""
    for name, said in names.items():
        for alias in said.aliases or ("",):
            yield Row(f"entities.names.{name}", name, alias, said.kind, "")


def aliases_of(rows: Iterable[Row], source: str) -> list[Alias]:
    """The aliases of rows, each once, and each name as an alias of its own.

    A kind that a row does not say is that of the name's other rows, else `brand`.

    Args:
        rows: In their order.
        source: Where they are from, for errors.

    Raises:
        InputError: a row has no name, an alias without letters, or with too many words; a name has
            two kinds; an alias is of two names. Names the rows.
    """
    kept, problems = list(rows), list[str]()
    kinds = _kinds(kept, problems)
    found: dict[tuple[object, ...], tuple[Alias, str]] = {}
    for row in kept:
        if wrong := _wrong(row):
            problems.append(f"{row.place}: {wrong}")
            continue
        for text in dict.fromkeys((row.alias or row.name, row.name)):
            case = row.case if text == (row.alias or row.name) else ""
            alias = Alias(text, row.name, kinds[row.name], _is_exact(text, case))
            for one in _identities(alias):
                known, place = found.setdefault(one, (alias, row.place))
                if known.entity != row.name:
                    problems.append(f"{row.place}: {text!r} is of {known.entity!r} in {place}")
    _require_none(list(dict.fromkeys(problems)), source)
    return list(dict.fromkeys(alias for alias, _ in found.values()))


def joined(lists: Iterable[list[Alias]]) -> list[Alias]:
    """The aliases of several lists as one.

    Raises:
        ConfigError: an alias is of two names, or a name has two kinds; names some.
    """
    found: dict[tuple[object, ...], Alias] = {}
    clashes: list[str] = []
    kinds: dict[str, str] = {}
    for alias in (alias for one in lists for alias in one):
        if (kind := kinds.setdefault(alias.entity, alias.kind)) != alias.kind:
            clashes.append(f"{alias.entity!r} is a {kind} and a {alias.kind}")
        for one in _identities(alias):
            if (known := found.setdefault(one, alias)).entity != alias.entity:
                clashes.append(f"{alias.text!r} is of {known.entity!r} and of {alias.entity!r}")
    if clashes := list(dict.fromkeys(clashes)):
        raise ConfigError(
            "The lists of names that entities.names, entities.gazetteer and entities.table give "
            f"do not agree: {_first(clashes)}."
        )
    return list(dict.fromkeys(found.values()))


def _identities(alias: Alias) -> Iterator[tuple[object, ...]]:
    """What aliases that are one have in common, for each of the spellings."""
    sign, words = signed(alias.text)
    for keys, written in spellings(words).items():
        yield sign, keys, written if alias.is_exact else None


def signed(text: str) -> tuple[str, str]:
    """The sign of a handle or hashtag, if an alias has one, and the rest."""
    return (text[0], text[1:]) if text[:1] in ("@", "#") else ("", text)


def _kinds(rows: Iterable[Row], problems: list[str]) -> dict[str, str]:
    """The kind of each name."""
    kinds: dict[str, tuple[str, str]] = {}
    for row in rows:
        kind, place = kinds.get(row.name, ("", row.place))
        if kind and row.kind and row.kind != kind:
            problems.append(f"{row.place}: {row.name!r} is a {row.kind}, and a {kind} in {place}")
        kinds[row.name] = (kind, place) if kind else (row.kind, row.place)
    return {name: kind or DEFAULT_KIND for name, (kind, _) in kinds.items()}


def _wrong(row: Row) -> str | None:
    if not row.name:
        return "there is no name"
    if row.case not in _CASES:
        return f"the case {row.case!r} is none of any, exact or nothing"
    for text in (row.alias, row.name):
        found = spellings(signed(text)[1])
        if text and not found:
            return f"{text!r} has no letter, number or sign to look for"
        if any(len(keys) > MAX_WORDS for keys in found):
            return f"{text[:40]!r} has more than {MAX_WORDS} words"
    return None


def _is_exact(text: str, case: str) -> bool:
    if case:
        return case == "exact"
    letters = sum(character.isalpha() for character in text)
    return letters <= _MOST_CAPITALS and bool(_CAPITALS.fullmatch(text))


def _require_none(problems: list[str], source: str) -> None:
    if problems:
        raise InputError(
            f"{source} has rows that cannot be used: {_first(problems)}.",
            kept=f"{source} has rows that cannot be used.",
        )


def _first(problems: list[str]) -> str:
    more = f"; and {len(problems) - _MOST_NAMED} more" if len(problems) > _MOST_NAMED else ""
    return f"{'; '.join(problems[:_MOST_NAMED])}{more}"
