"""Guesses which table a file feeds, and which of its columns are which; imports no pyspark."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from voxlake.ingest.guess.columns import HALF, MOST, Column
from voxlake.ingest.guess.names import fit_of, is_part_of_name, tables
from voxlake.ingest.guess.numbers import is_currency
from voxlake.ingest.targets import TARGETS

UNIT_PRICE = "unit_price"
"""What stands for a price of one piece, which no table has as a column."""
_BY_KIND = 0.3
"""How well a column fits whose values alone speak for it."""
_VAGUE = 0.6
_WORDS_OF_TEXTS = 4
_LANGUAGE = 12
"""Longest name of a language."""

_NEEDS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "search_console": (("page",), ("impression_count",), ("click_count", "position", "query")),
    "spend": (("amount",), ("spent_at",), ("impression_count", "click_count", "campaign_id")),
    "follows": (("follower_id",), ("followed_id",)),
    "orders": (
        ("amount", UNIT_PRICE),
        ("ordered_at",),
        ("currency", "quantity", "user_id", "order_id", "order_line_id", "product_name"),
    ),
    "events": (("event_type", "target_post_id"), ("occurred_at",), ("user_id",)),
    "posts": (("text", "post_id"), ("text", "posted_at")),
    "campaigns": (("campaign_id", "name"), ("budget", "starts_on")),
    "users": (
        ("user_id", "handle", "name"),
        ("name", "handle", "bio", "follower_count", "account_created_at", "country"),
    ),
}
"""For each table, of which columns one must be found for a file to feed it; in order of choice."""


@dataclass(frozen=True)
class Role:
    """A column of the file, taken for one of a table."""

    column: Column
    score: float
    """How well it fits, from 0 to 1."""

    @property
    def why(self) -> str:
        """What speaks for it, for people."""
        if self.score <= _BY_KIND:
            return "by its values alone; check it"
        return "by its name" if self.score > _VAGUE else "by a name of many meanings; check it"


@dataclass(frozen=True)
class Feeding:
    """A table that the file may feed."""

    table: str
    roles: Mapping[str, Role]
    score: float


def feedings_of(columns: Sequence[Column], inside: str = "") -> list[Feeding]:
    """The tables that the file may feed, the likeliest first.

    Args:
        columns: Those of the file.
        inside: The column in which each element of a list stands that was exploded.
    """
    found = []
    for table, needs in _NEEDS.items():
        roles = _roles(columns, table, inside)
        if all(any(name in roles for name in one_of) for one_of in needs) and _is_so(table, roles):
            found.append(Feeding(table, roles, _score(table, roles)))
    return sorted(found, key=lambda one: -one.score)


def _is_so(table: str, roles: Mapping[str, Role]) -> bool:
    """Whether nothing speaks against a table that the names of columns speak for."""
    if table == "campaigns":
        return any(roles[name].score >= _VAGUE for name in ("campaign_id", "name") if name in roles)
    if table == "events" and "event_type" not in roles:
        post = roles["target_post_id"].column
        return len(post.counts) < len(post.filled) or roles["occurred_at"].score > _VAGUE
    return True


def roles_of(columns: Sequence[Column], table: str) -> Mapping[str, Role]:
    """The columns of the file, by what they are for a table."""
    return _roles(columns, table)


def _score(table: str, roles: Mapping[str, Role]) -> float:
    """How much speaks for a table; what it cannot be without counts more."""
    target = TARGETS[table]
    needed = {name for one_of in _NEEDS[table] for name in one_of} | set(target.required)
    return sum(role.score * (2 if name in needed else 1) for name, role in roles.items())


def _roles(columns: Sequence[Column], table: str, inside: str = "") -> Mapping[str, Role]:
    types = {**TARGETS[table].types, UNIT_PRICE: "double"}
    fits = [
        (fit, -place, name, column)
        for name in tables()[table]
        for place, column in enumerate(columns)
        if (fit := _fit(column, table, name, inside))
        if _may_be(column, name, types[name], fit)
    ]
    roles: dict[str, Role] = {}
    taken: set[int] = set()
    for fit, place, name, column in sorted(fits, key=lambda one: one[:2], reverse=True):
        if name not in roles and place not in taken:
            roles[name] = Role(column, fit)
            taken.add(place)
    rest = [column for place, column in enumerate(columns) if -place not in taken]
    for name in ("posted_at", "ordered_at", "occurred_at", "spent_at"):
        times = [c for c in rest if c.moments and c.moments.share > MOST]
        if name in types and name not in roles and len(times) == 1:
            roles[name] = Role(times[0], _BY_KIND)
    texts = [c for c in rest if not c.is_list and _words(c) >= _WORDS_OF_TEXTS]
    if "text" in types and "text" not in roles and texts:
        roles["text"] = Role(max(texts, key=_words), _BY_KIND)
    return roles


def _fit(column: Column, table: str, name: str, inside: str) -> float:
    """How well a name fits; the id of an element of a list is that of the row."""
    if inside and column.top == inside and column.path == "$.id":
        return float(name == TARGETS[table].required[0])
    if name == "handle" and is_part_of_name(column.name):
        return 0
    return fit_of(column.name, table, name)


def _words(column: Column) -> float:
    """How many words its values have in the mean."""
    return sum(len(v.split()) for v in column.filled) / max(len(column.filled), 1)


def _may_be(column: Column, name: str, kind: str, fit: float) -> bool:
    """Whether values of a column are of the kind that a column of a table is."""
    if not column.filled:
        return fit >= 1 and kind in ("long", "string", "boolean")
    if name in _OF_WORDS:
        return _OF_WORDS[name](column) or (name == "text" and fit >= 1)
    if kind in ("timestamp", "date"):
        return column.moments is not None
    if kind in ("double", "long", "integer") or kind.startswith("decimal"):
        is_dated = fit < 1 and column.moments is not None
        return column.numbers >= HALF and not column.is_list and not is_dated
    if kind == "boolean" or kind.startswith("array"):
        return column.is_yes_or_no if kind == "boolean" else column.numbers < HALF
    is_id = name.endswith("_id") and column.numbers > MOST
    return not column.is_list and (column.moments is None or is_id)


_OF_WORDS: Mapping[str, Callable[[Column], bool]] = {
    "currency": lambda column: column.share(is_currency) >= MOST,
    "url": lambda column: column.share(_is_address) >= HALF,
    "page": lambda column: column.share(_is_address) >= HALF,
    "language": lambda column: column.share(lambda v: len(v) <= _LANGUAGE) >= MOST > column.numbers,
    "text": lambda column: column.numbers < HALF and not column.is_list and not column.moments,
}
"""What values of some columns are like."""


def _is_address(text: str) -> bool:
    return text.startswith(("http", "/", "www."))
