"""Sentences of the generator `template`, and words that are numbers, by language."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from voxlake.core.yaml_texts import read_yaml


@cache
def _all() -> dict[str, dict[str, Any]]:
    text = files(__package__).joinpath("phrases.yaml").read_text(encoding="utf-8")
    phrases: dict[str, dict[str, Any]] = read_yaml(text)
    return phrases


def languages() -> tuple[str, ...]:
    """ISO 639 codes of the languages that there are sentences in."""
    return tuple(_all())


def phrases_of(language: str) -> dict[str, Any] | None:
    """What `phrases.yaml` has of a language; None where it has none."""
    return _all().get(language)
