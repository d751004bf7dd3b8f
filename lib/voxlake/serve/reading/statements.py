"""Statements of people and assistants: one SELECT that names nothing but given views."""

from __future__ import annotations

from collections.abc import Collection

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from voxlake.serve.errors import RefusedError

_LONGEST = 20_000
_TABLE_FUNCTIONS = ("UNNEST", "EXPLODE", "GENERATE_SERIES", "RANGE")
_TELLS_OF_THE_MACHINE = (
    "current_setting",
    "current_version",
    "getenv",
    "getvariable",
    "pg_read_file",
    "version",
)
_CHANGES = (
    exp.DDL,
    exp.DML,
    exp.Command,
    exp.Into,
    exp.Lock,
    exp.Pragma,
    exp.Set,
    exp.Describe,
    exp.Summarize,
    exp.Show,
    exp.Attach,
    exp.Detach,
    exp.Copy,
    exp.Use,
)


def checked(statement: str, views: Collection[str]) -> tuple[str, frozenset[str]]:
    """A statement, written anew from what was understood of it, and the views that it reads.

    Args:
        statement: DuckDB's SQL.
        views: Names of the views that it may read.

    Raises:
        RefusedError: it is no single SELECT, or reads anything else.
    """
    query = _one_query(statement)
    for node in query.walk():
        if isinstance(node, _CHANGES) and not isinstance(node, exp.Query):
            raise _refused("may only read, by one SELECT")
        if isinstance(node, exp.Func) and _name_of(node) in _TELLS_OF_THE_MACHINE:
            raise _refused(f"may not use {_name_of(node)}")
    named = _named(query)
    if unknown := sorted(named - {view.lower() for view in views}):
        raise _refused(
            f"names {', '.join(one[:60] for one in unknown)}; there are {', '.join(sorted(views))}"
        )
    return query.sql(dialect="duckdb", comments=False), frozenset(named)


def _one_query(statement: str) -> exp.Query:
    if len(statement) > _LONGEST:
        raise _refused(f"may have at most {_LONGEST} characters")
    try:
        parsed = [one for one in sqlglot.parse(statement, dialect="duckdb") if one is not None]
    except (SqlglotError, RecursionError, ValueError) as error:
        raise _refused("is not understood: check its syntax, which is DuckDB's") from error
    if len(parsed) != 1 or not isinstance(parsed[0], exp.Query):
        raise _refused("must be one SELECT")
    return parsed[0]


def _named(query: exp.Query) -> set[str]:
    """Names of tables that are no names that the query itself gives, in small letters."""
    for source in query.find_all(exp.Table, exp.Lateral):
        function = source.this
        if isinstance(function, exp.Func) and _name_of(function).upper() not in _TABLE_FUNCTIONS:
            raise _refused(f"may not use {_name_of(function)}")
    named = set()
    for table in query.find_all(exp.Table):
        if isinstance(table.this, exp.Func):
            continue
        if table.db or table.catalog or not isinstance(table.this, exp.Identifier):
            raise _refused("must name views alone, without a schema")
        elif not _is_own(table):
            named.add(table.name.lower())
    return named


def _is_own(table: exp.Table) -> bool:
    """Whether a WITH around a table gives its name, before the table if it is within the WITH."""
    node: exp.Expr | None = table
    within: exp.Expr | None = None
    while node is not None:
        within = node if isinstance(node, exp.CTE) else within
        with_ = node.args.get("with_") if isinstance(node, exp.Query) else None
        if with_ and table.name.lower() in _given(with_, within):
            return True
        node = node.parent
    return False


def _given(with_: exp.With, within: exp.Expr | None) -> set[str]:
    """Names that a WITH gives to what comes after it, or to a part of its own."""
    names = set()
    for cte in with_.expressions:
        if cte is not within or with_.recursive:
            names.add(cte.alias.lower())
        if cte is within:
            break
    return names


def _name_of(function: exp.Func) -> str:
    name = function.name if isinstance(function, exp.Anonymous) else function.sql_name()
    return str(name).lower()


def _refused(why: str) -> RefusedError:
    return RefusedError(400, "wrong_statement", f"The statement {why}.")
