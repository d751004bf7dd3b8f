"""Reads YAML whose values are texts as they are written; imports no pyspark."""

from __future__ import annotations

from typing import Any

import yaml

_NULL, _TEXT = "tag:yaml.org,2002:null", "tag:yaml.org,2002:str"
_MERGE = "tag:yaml.org,2002:merge"


def read_yaml(text: str) -> Any:  # noqa: ANN401  (whatever YAML holds)
    """Mappings, lists and texts; `null`, `~` or nothing as the value of a key is None.

    YAML 1.1 takes `no` and `on` for booleans, `007` and `12:30` for numbers, `2024-01-31` for a
    date, and so spoils lists of words, names of columns and codes of languages. What a number or a
    boolean is meant for, the settings' types make one of.

    Raises:
        yaml.YAMLError: it is not YAML.
    """
    return yaml.load(text, Loader=_Loader)


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
