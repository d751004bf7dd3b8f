"""Reads YAML whose values are texts as they are written; imports no pyspark."""

from __future__ import annotations

import re
from typing import Any

import yaml

_NULL, _TEXT = "tag:yaml.org,2002:null", "tag:yaml.org,2002:str"
_MERGE = "tag:yaml.org,2002:merge"
_BETWEEN = re.compile(r"^---(?=\s|$)", re.MULTILINE)
_MOST = 100_000
"""How many values there may be where anchors repeat some."""


def read_yaml(text: str) -> Any:  # noqa: ANN401  (whatever YAML holds)
    """Mappings, lists and texts; `null`, `~` or nothing as the value of a key is None.

    YAML 1.1 takes `no` and `on` for booleans, `007` and `12:30` for numbers, `2024-01-31` for a
    date, and so spoils lists of words, names of columns and codes of languages. What a number or a
    boolean is meant for, the settings' types make one of.

    A file must not say a key twice in one mapping, nor swell by its anchors: of ten lines, each of
    which repeats the one before ten times, there would come ten billion values.

    Raises:
        yaml.YAMLError: it is not YAML, or too deep; a key stands twice, and is told with both
            lines; or its anchors make too much of it.
    """
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        _require_bounds(node)
        return None if node is None else loader.construct_document(node)
    except RecursionError:
        raise yaml.YAMLError("it is nested too deep") from None
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError) as error:
        raise yaml.YAMLError(f"a tag such as !!int does not fit its value: {error}") from error
    finally:
        loader.dispose()


def documents(text: str) -> list[str]:
    """The documents of a text, which lines of `---` set apart, each for `read_yaml`; at least one.

    Each begins with as many blank lines as stand before it, so that errors tell its own lines.
    """
    found, lines = [], 0
    for part in _BETWEEN.split(text):
        if any(line.strip() and line.lstrip()[0] not in "#%" for line in part.splitlines()):
            found.append("\n" * lines + part)
        lines += part.count("\n")
    return found or [text]


class _Loader(yaml.SafeLoader):
    """Knows of what is written without quotes that it is null or a merge, and nothing else."""

    yaml_implicit_resolvers = {  # noqa: RUF012  (as PyYAML declares it)
        first: [(tag, pattern) for tag, pattern in known if tag in (_NULL, _MERGE)]
        for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_sequence(self, node: yaml.SequenceNode, deep: bool = False) -> list[Any]:
        """A list, in which `null` is a word as others are."""
        _as_texts(node.value)
        return super().construct_sequence(node, deep)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """A mapping, in which a key `null` is a word as others are."""
        _as_texts([key for key, _ in node.value])
        return super().construct_mapping(node, deep)


def _as_texts(nodes: list[yaml.Node]) -> None:
    for node in nodes:
        if node.tag == _NULL:
            node.tag = _TEXT


def _require_bounds(root: yaml.Node | None) -> None:
    """Check that no key is said twice, and that anchors do not make too much of a file.

    Raises:
        yaml.YAMLError: one is, or they do.
    """
    sizes: dict[int, int] = {}

    def size(node: yaml.Node) -> int:
        """How many values a node stands for, those that anchors repeat counted each time."""
        if id(node) in sizes:
            if (known := sizes[id(node)]) == 0:
                raise yaml.YAMLError(f"an anchor holds itself{node.start_mark}")
            return known
        sizes[id(node)] = 0
        if isinstance(node, yaml.MappingNode):
            _require_unique_keys(node)
        sizes[id(node)] = found = 1 + sum(map(size, _inner(node)))
        return found

    if root is not None and size(root) > max(_MOST, len(sizes)):
        raise yaml.YAMLError(f"its anchors make more than {_MOST:,} values of it")


def _inner(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [one for pair in node.value for one in pair]
    return node.value if isinstance(node, yaml.SequenceNode) else []


def _require_unique_keys(mapping: yaml.MappingNode) -> None:
    lines: dict[str, int] = {}
    for key, _ in mapping.value:
        if not isinstance(key, yaml.ScalarNode):
            continue
        line = key.start_mark.line + 1
        if key.value in lines:
            first = lines[key.value]
            raise yaml.YAMLError(f"the key {key.value!r} stands in line {first} and in line {line}")
        lines[key.value] = line
