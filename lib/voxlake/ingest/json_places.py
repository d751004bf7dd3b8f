"""Takes what stands at a place out of texts of JSON, and puts texts together that come in parts."""

from __future__ import annotations

import re

from pyspark.sql import Column
from pyspark.sql import functions as F

_FILTER = re.compile(r"\[\?\(@(?P<member>(?:\.[A-Za-z_]\w*)+)(?:=='(?P<value>[^']*)')?\)\]")
"""`[?(@.type=='quoted')]`: the first element of a list of which that holds; without a value, the
first that has the member."""
_ITSELF = "$"
_LIST = r'(?s)^\[\s*["{].*\]$'
_OBJECTS = r'(?s)^\{\s*".*\}$'
"""How lists and objects begin and end: Spark's reader drops what follows the first value, so that
of the text `[1] and [2]` it would leave `1`."""
_NO_PARTS = "[]"


def text_at(text: Column, path: str) -> Column:
    """What stands at a place in JSON; null where nothing does."""
    found = _FILTER.search(path)
    if found is None:
        return F.get_json_object(text, path)
    before, behind = path[: found.start()], f"{_ITSELF}{path[found.end() :]}"
    elements = F.from_json(text if before == _ITSELF else text_at(text, before), "array<string>")
    member = f"{_ITSELF}{found['member']}"
    value = found["value"]

    def fits(element: Column) -> Column:
        said = F.get_json_object(element, member)
        return said.isNotNull() if value is None else said == value

    first = F.get(F.filter(elements, fits), F.lit(0))
    return first if behind == _ITSELF else text_at(first, behind)


def text_of_parts(text: Column, member: str) -> Column:
    """The text that a list in JSON holds in parts, one behind the other; another text as it is.

    Args:
        text: A list of texts, and of objects that hold one; such objects with commas between them;
            or a text.
        member: The name of an object's text.
    """
    bare = F.trim(text)
    listed = F.when(bare.rlike(_OBJECTS), F.concat(F.lit("["), bare, F.lit("]")))
    parts = F.from_json(listed.when(bare.rlike(_LIST), bare), "array<string>")
    texts = F.transform(
        parts,
        lambda part: F.when(
            part.startswith("{"), F.coalesce(F.get_json_object(part, f"$.{member}"), F.lit(""))
        ).otherwise(part),
    )
    whole = F.when(bare != _NO_PARTS, text)
    return F.coalesce(F.nullif(F.array_join(texts, ""), F.lit("")), F.nullif(whole, F.lit("")))
