"""Puts the mapping of each table together, of the columns that were found; imports no pyspark."""

from __future__ import annotations

import re
from collections.abc import Mapping

from voxlake.ingest.guess.columns import MOST, Column
from voxlake.ingest.guess.mapped import (
    Facts,
    Mapped,
    as_id,
    as_time,
    currency_of,
    place,
    required_left,
    short,
)
from voxlake.ingest.guess.names import parts_of_names, plain
from voxlake.ingest.guess.orders import map_amount, map_cancelled
from voxlake.ingest.guess.roles import UNIT_PRICE, Feeding, Role, roles_of
from voxlake.ingest.guess.row_ids import map_row_id
from voxlake.ingest.targets import TARGETS

_IDS = {"posts": "post_id", "orders": "order_line_id", "events": "event_id", "spend": "spend_id"}
_IDS |= {"search_console": "search_id"}
_PEOPLE = ("user_id", "follower_id", "followed_id", "target_user_id")
_BESIDE = {"posts": "users", "orders": "users", "spend": "campaigns"}
"""Tables that rows of another tell of beside their own."""
_PEOPLES_WORDS = (
    r"user|author|owner|account|customer|buyer|client|sender|handle|follower|reviewer"
    r"|kunde|autor|auteur|cliente"
)
_STARS = r"\b(stars?|rating|sterne|bewertung|etoiles|note|estrellas|estrelas|stelle)\b"
_SOME = 0.1
"""Share of values with a sign that sets parts of lists apart."""
_REPEATS = "RT @"


def mapped_of(feeding: Feeding, facts: Facts) -> list[Mapped]:
    """The mappings of the table that a file feeds, and of what it tells beside.

    Args:
        feeding: The table, and which columns are which.
        facts: The columns, and what holds for all of them.
    """
    table = feeding.table
    made = [_mapped(table, feeding.roles, facts)]
    beside = _BESIDE.get(table)
    if beside == "users":
        made += _users(made[0], feeding, facts)
    elif beside == "campaigns" and "campaign_id" in feeding.roles:
        campaign = feeding.roles["campaign_id"].column
        other = Mapped("campaigns")
        other.add("campaign_id", as_id(campaign)[0])
        other.add("name", short(place(campaign)))
        made.append(other)
    return made


def _mapped(table: str, roles: Mapping[str, Role], facts: Facts) -> Mapped:
    mapped = Mapped(table)
    key = _IDS.get(table)
    if key:
        map_row_id(mapped, key, roles)
    for name in TARGETS[table].types:
        if name == "amount" and table == "orders":
            map_amount(mapped, roles, facts)
        elif name == "currency" and name in TARGETS[table].required:
            _map_currency(mapped, roles, facts)
        elif name in roles and name not in mapped.keys and name != key:
            _add(mapped, name, roles[name], facts)
    if table in _LAST:
        _LAST[table](mapped, roles, facts)
    required_left(mapped)
    return mapped


def _map_currency(mapped: Mapped, roles: Mapping[str, Role], facts: Facts) -> None:
    if found := currency_of(roles, facts):
        mapped.add("currency", *found)
    else:
        amounts = [v for n in ("amount", UNIT_PRICE) if n in roles for v in roles[n].column.filled]
        signs = [sign for sign in "$¥" if any(sign in value for value in amounts)]
        why = f"{signs[0]} stands for several" if signs else "the file does not say it"
        code = {"$": "USD", "¥": "JPY"}[signs[0]] if signs else "EUR"
        mapped.needed.append(f"currency, such as currency: {{constant: {code}}}, since {why}")


def _end_posts(mapped: Mapped, roles: Mapping[str, Role], facts: Facts) -> None:
    _map_repeats(mapped, roles)
    used = {id(role.column) for role in roles.values()}
    stars = (c for c in facts.columns if _are_stars(c) and id(c) not in used)
    if column := next(stars, None):
        mapped.add("attributes", {"stars": short(place(column))}, "1 to 5 stars of a review")
    if "user_id" not in mapped.keys:
        mapped.notes.append(
            "no author is found; of an account of your own: user_id: {constant: me}"
        )


def _are_stars(column: Column) -> bool:
    return (
        re.search(_STARS, plain(column.name)) is not None
        and column.share(lambda v: re.fullmatch(r"[1-5](\.0)?", v)) > MOST
    )


def _end_orders(mapped: Mapped, _: Mapping[str, Role], facts: Facts) -> None:
    map_cancelled(mapped, facts)


def _end_events(mapped: Mapped, roles: Mapping[str, Role], _: Facts) -> None:
    if "event_type" in mapped.keys:
        return
    for role in roles.values():
        if re.search(r"\bliked?\b", plain(role.column.name)):
            mapped.add(
                "event_type",
                {"constant": "like"},
                f"by the name of the column {role.column.name!r}",
            )
            return
    mapped.needed.append("event_type, such as event_type: {constant: like}, which no column says")


def _end_campaigns(mapped: Mapped, roles: Mapping[str, Role], _: Facts) -> None:
    if "campaign_id" not in mapped.keys and "name" in roles:
        mapped.add("campaign_id", *as_id(roles["name"].column))


def _end_users(mapped: Mapped, roles: Mapping[str, Role], _: Facts) -> None:
    role = roles.get("handle") or roles.get("name")
    if "user_id" not in mapped.keys and role:
        mapped.add("user_id", *as_id(role.column, is_person=True))


_LAST = {
    "posts": _end_posts,
    "orders": _end_orders,
    "events": _end_events,
    "campaigns": _end_campaigns,
    "users": _end_users,
}
"""What is mapped last, of some tables."""


def _add(mapped: Mapped, name: str, role: Role, facts: Facts) -> None:
    """Map a column of the table to the one that was found."""
    target, column = TARGETS[mapped.table], role.column
    kind = target.types[name]
    if kind in ("timestamp", "date"):
        value, why = as_time(column, facts, is_day=kind == "date")
    elif target.is_id(name):
        value, why = as_id(column, is_person=name in _PEOPLE)
    elif name == "name" and (parts := _parts(column, facts)):
        value, why = {"joined": list(parts)}, ""
    elif name == "like_count" and any(v.startswith("-") for v in column.filled):
        name, (value, why) = "score", (short(place(column)), "some are below zero")
    elif kind.startswith("array") and not column.is_list and (sign := _separator(column)):
        value, why = {**place(column), "separator": sign}, "a list"
    else:
        value, why = short(place(column)), ""
    if name not in mapped.keys:
        mapped.add(name, value, "; ".join(filter(None, (role.why, why))))


def _parts(column: Column, facts: Facts) -> tuple[str, str] | None:
    """The columns of first and last names, where a column of names is one of them."""
    parts = parts_of_names([c.top for c in facts.columns if not c.path])
    return parts if parts and column.top in parts else None


def _separator(column: Column) -> str | None:
    """What stands between the parts of a list; None for a list of JSON."""
    if column.share(lambda v: v.startswith("[")) > MOST:
        return None
    signs = {sign: column.share(lambda v, sign=sign: sign in v) for sign in ("|", ";", ",", " ")}
    return next((sign for sign, share in signs.items() if share > _SOME), " ")


def _map_repeats(mapped: Mapped, roles: Mapping[str, Role]) -> None:
    text = roles.get("text")
    if (
        text
        and "is_repost" not in mapped.keys
        and any(v.startswith(_REPEATS) for v in text.column.filled)
    ):
        value = {**place(text.column), "matches": f"^{re.escape(_REPEATS)}".replace("\\ ", " ")}
        mapped.add("is_repost", value, "some texts begin so")


def _is_of_people(column: Column, roles: Mapping[str, Role]) -> bool:
    """Whether a column of a post or an order tells of its person, and not of itself."""
    is_named = re.search(_PEOPLES_WORDS, plain(column.name)) is not None
    return is_named or "follower_count" in roles or "account_created_at" in roles


def _users(first: Mapped, feeding: Feeding, facts: Facts) -> list[Mapped]:
    """What the rows of posts or orders tell of their people."""
    if "user_id" not in first.keys:
        return []
    roles = roles_of(facts.columns, "users")
    used = {id(role.column) for role in feeding.roles.values()}
    mapped = Mapped("users")
    mapped.add("user_id", next(line.value for line in first.lines if line.key == "user_id"))
    for name in (
        "handle",
        "name",
        "bio",
        "follower_count",
        "following_count",
        "account_created_at",
    ):
        role = roles.get(name)
        if role and id(role.column) not in used and _is_of_people(role.column, roles):
            _add(mapped, name, role, facts)
    author = feeding.roles["user_id"].column if "user_id" in feeding.roles else None
    is_hashed = isinstance(mapped.lines[0].value, dict) and "made_of" in mapped.lines[0].value
    if (
        author
        and is_hashed
        and first.table == "posts"
        and "handle" not in mapped.keys
        and author.is_id
    ):
        mapped.add("handle", short(place(author)))
    return [mapped] if len(mapped.lines) > 1 else []
