"""Whatever a source file or a filter file says: it is understood, or told in words; it ends."""

from __future__ import annotations

import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from fuzzing import ended, fuzz
from hypothesis import given
from hypothesis import strategies as st

from voxlake.core.errors import ConfigError
from voxlake.core.yaml_texts import read_yaml
from voxlake.ingest.file_options import CsvOptions, JsonOptions, XlsxOptions, XmlOptions
from voxlake.ingest.filters import Filter, Filters, parse_filters
from voxlake.ingest.forms import Condition, FilledDown
from voxlake.ingest.mapping import Expression
from voxlake.ingest.source import Source, parse_source, parse_sources
from voxlake.ingest.targets import TARGETS

pytestmark = pytest.mark.fuzz

CONF = Path(__file__).resolve().parents[2] / "conf"
SOURCE = """
name: mine
namespace: net
format: csv
path: posts/{day}/*.csv
csv: {delimiter: ;, quote: "'", columns: [id, at, text], encoding: cp1252, multiline: false}
nulls: ["", "-"]
decimal: ","
earliest: 2010-01-31
tables:
  posts: &posts
    post_id: {made_of: [id, at], numbered: true}
    posted_at: {column: at, time: [iso, "d.M.yyyy[ H:mm]"], zone: Europe/Berlin}
    text: {joined: [title, text], between: ": ", strip_prefix: "RT "}
    is_repost: {column: kind, values: {oui: true, non: false, x: null}, default: false}
    hashtags: {column: tags, separator: " "}
    like_count: {json: stats, path: "$.likes[0]"}
    attributes: [shop, price]
  orders:
    order_line_id: id
    ordered_at: at
    amount: {product: [qty, price]}
    currency: {constant: EUR}
    is_cancelled: {column: id, matches: "^C"}
"""
FILTERS = (CONF / "filters.yaml").read_text()
TEXTS = [SOURCE, FILTERS, *(p.read_text() for p in sorted((CONF / "sources").glob("*.yaml"))[:3])]
TAGS = (
    "!!int ",
    "!!binary ",
    "!!set ",
    "!!omap ",
    "!!timestamp ",
    "!!python/object:os.system ",
    "!x ",
)
TOKENS = (
    *(
        "&a ",
        "*a",
        "*posts",
        "<<: *posts",
        "? ",
        "- ",
        ": ",
        "[",
        "]",
        "{",
        "}",
        ",",
        "#",
        "|",
        ">",
    ),
    *(
        "%YAML 9.9\n",
        "---\n",
        "...\n",
        "\n",
        "  ",
        "\t",
        "\0",
        "\u2028",
        "\ufeff",
        "\U0001f600",
        "~",
    ),
    *(
        '"\\ud800"',
        '"\\x00"',
        "null",
        "9" * 99,
        "1e9999",
        "[" * 200,
        "{a: " * 99,
        "(" * 50,
        ".*" * 50,
    ),
)
FILES = (CsvOptions, JsonOptions, XmlOptions, XlsxOptions)
MODELS = (Source, *FILES, Expression, Filter, Condition, FilledDown)
KEYS = sorted(
    {name for model in MODELS for name in model.model_fields}
    | {
        "is",
        "not",
        "json",
        "attributes",
        *TARGETS,
        *(name for of in TARGETS.values() for name in of.types),
    }
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from((*TAGS, *TOKENS, *KEYS))
)
JUNK = st.recursive(
    LEAVES | st.text(max_size=5) | st.just("\ud800"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(KEYS) | LEAVES, inner, max_size=3)
    ),
    max_leaves=5,
)
CHANGES = st.lists(
    st.tuples(
        st.integers(0, 2**16),
        st.sampled_from([0, 0, 1, 7, 30]),
        st.sampled_from(TOKENS) | st.sampled_from(TAGS),
    ),
    min_size=3,
    max_size=8,
)
"""Where, how many characters give way, and to what."""


def told_or_read(text: str) -> None:
    """Read a text as what it may be, and see that what is wrong with it is told in words."""
    for parse, kind in ((parse_source, Source), (parse_filters, Filters)):
        with ended():
            try:
                assert isinstance(parse(text, "a.yaml"), kind)
            except ConfigError as error:
                assert "a.yaml" in str(error)
                assert str(error).encode()


@pytest.mark.parametrize("text", TEXTS)
def test_a_file_that_is_not_damaged_is_read(text: str):
    assert parse_filters(text, "") if text == FILTERS else parse_sources(text, "")


@fuzz(250)
@given(st.sampled_from(TEXTS), CHANGES)
def test_a_damaged_source_file_is_read_or_told(text: str, changes: list):
    for place, length, token in changes:
        begins = [found.end() for found in re.finditer(r"^|[\s\[{,]", text)]  # where a word does
        at = begins[place % len(begins)]
        text = text[:at] + token + text[at + length :]
        told_or_read(text)


def places(said: Any, at: tuple = ()) -> list[tuple]:
    """The ways to all values in what a file says."""
    inner = said.items() if isinstance(said, dict) else enumerate(said)
    found = []
    for key, value in inner:
        found.append((*at, key))
        if isinstance(value, dict | list):
            found += places(value, (*at, key))
    return found


SAID = read_yaml(SOURCE), read_yaml(FILTERS)


@fuzz(200)
@given(st.sampled_from(SAID), st.lists(st.tuples(st.integers(0), JUNK), min_size=1, max_size=3))
def test_a_source_file_with_values_of_any_kind_is_read_or_told(said: dict, changes: list):
    said = deepcopy(said)
    for number, value in changes:
        ways = places(said)
        *way, last = ways[number % len(ways)]
        inside = said
        for step in way:
            inside = inside[step]
        inside[last] = value
        told_or_read(yaml.safe_dump(said, allow_unicode=True))
