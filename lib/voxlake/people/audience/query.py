"""Looks at a query before it runs: one SELECT over views that may be told, and nothing else.

The query is parsed by Spark and its tree is walked. What is not known to be harmless is refused:
other statements, tables by path or by name, functions that reach outside of the rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from pyspark.errors import ParseException
from pyspark.sql import SparkSession

from voxlake.core.errors import ConfigError

_STEPS = frozenset(
    {
        "Aggregate",
        "Distinct",
        "Except",
        "Filter",
        "Generate",
        "GlobalLimit",
        "Intersect",
        "Join",
        "LocalLimit",
        "OneRowRelation",
        "Project",
        "Sort",
        "SubqueryAlias",
        "Union",
        "UnresolvedHaving",
        "UnresolvedRelation",
        "UnresolvedSubqueryColumnAliases",
        "UnresolvedWith",
    }
)
_FUNCTIONS = (
    "abs aggregate any any_value approx_count_distinct array array_contains array_size array_max "
    "array_min avg bool_and bool_or bround cardinality ceil coalesce collect_list collect_set "
    "concat concat_ws contains corr count count_if date date_add date_diff date_format date_sub "
    "date_trunc datediff day dayofweek dense_rank element_at endswith every exists exp explode "
    "filter first floor forall get greatest hour if ifnull initcap isnan isnotnull isnull lag "
    "last lead least length ln log log10 log2 lower lpad ltrim map_contains_key map_keys "
    "map_values max max_by mean median min min_by mod month months_between ntile nullif nvl nvl2 "
    "percent_rank percentile percentile_approx pmod posexplode pow power quarter rank "
    "regexp_extract regexp_like regexp_replace replace round row_number rpad rtrim sign signum "
    "size slice some sort_array split sqrt startswith stddev stddev_pop substr substring sum "
    "to_date transform trim trunc try_divide upper weekday weekofyear when width_bucket xxhash64 "
    "year "
)
"""What a query may call: functions of the rows alone, the same on each run."""


def require_harmless(spark: SparkSession, query: str, views: Collection[str]) -> list[str]:
    """The views that a query reads, in order.

    Raises:
        ConfigError: the query is no SELECT, or more than one statement, or it reads or calls what
            an audience may not; says what.
    """
    if "${" in query:
        raise _refusal("it has ${, which Spark would put settings or the environment in place of")
    try:
        plan = spark._jsparkSession.sessionState().sqlParser().parsePlan(query)
    except ParseException as error:
        raise _refusal(f"Spark cannot read it as one statement ({error.getErrorClass()})") from None
    found: set[str] = set()
    for node, named in _nodes(plan):
        step = _kind(node)
        if step not in _STEPS:
            raise _refusal(f"{step} is no part of a plain SELECT")
        if step == "UnresolvedRelation":
            found |= {".".join(_each(node.multipartIdentifier()))} - named
        for call in _calls(node):
            if call not in _FUNCTIONS.split():
                raise _refusal(f"it calls {call}, which is not among the functions allowed")
    if unknown := sorted(found - set(views)):
        raise _refusal(f"it reads {unknown[0]}; an audience may read {', '.join(sorted(views))}")
    return sorted(found)


def _refusal(why: str) -> ConfigError:
    return ConfigError(f"audience.sql is refused: {why}.")


def _nodes(
    plan: Any,  # noqa: ANN401  (a plan of the JVM)
    named: frozenset[str] = frozenset(),
) -> Iterator[tuple[Any, frozenset[str]]]:
    """A plan, what it is made of and the plans of its subqueries, with the names WITH gave there.

    A name of WITH is not yet given in its own definition: there it is a table's.
    """
    yield plan, named
    parts = [*_each(plan.children())]
    if _kind(plan) == "UnresolvedWith":
        for pair in _each(plan.cteRelations()):
            yield from _nodes(pair._2(), named)
            named |= {pair._1()}
    else:
        parts += _each(plan.innerChildren())
    for part in parts:
        yield from _nodes(part, named)


def _calls(node: Any) -> Iterator[str]:  # noqa: ANN401  (a plan of the JVM)
    """Names of the functions that a step calls itself, in lower case."""
    pending = _each(node.expressions())
    while pending:
        expression = pending.pop()
        kind = _kind(expression)
        if kind in ("UnresolvedFunction", "UnresolvedGenerator"):
            yield _name_of(expression).lower()
        pending += _each(expression.children())


def _name_of(call: Any) -> str:  # noqa: ANN401  (an expression of the JVM)
    if _kind(call) == "UnresolvedGenerator":
        return str(call.name().funcName())
    return ".".join(_each(call.nameParts()))


def _kind(node: Any) -> str:  # noqa: ANN401  (an object of the JVM)
    return str(node.getClass().getSimpleName()).removesuffix("$")


def _each(sequence: Any) -> list[Any]:  # noqa: ANN401  (a Seq of the JVM)
    return [sequence.apply(i) for i in range(sequence.size())]
