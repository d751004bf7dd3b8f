"""Models that find names, behind one function: a text and its language in, places out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from voxlake.core.errors import ConfigError, InputError
from voxlake.entities.english import LANGUAGE, english_names, require_english
from voxlake.entities.finder import Place
from voxlake.entities.settings import EntitySettings
from voxlake.language.own.classifier import TOKENS, Read, read_files
from voxlake.language.own.token_classifier import TokenClassifier

Look = Callable[[str, str | None], list[Place]]
"""Finds what a text, in a language or in an unknown one, names."""


@dataclass(frozen=True)
class _Opened:
    """A token classifier that was looked through."""

    name: str
    folder: str
    fingerprint: str
    kinds: tuple[tuple[str, str], ...]
    least: float


def open_models(settings: EntitySettings, read: Read) -> Look | None:
    """Load each model once, try it out, and give what looks with all of them; None without any.

    Args:
        settings: Name the models.
        read: Reads a file, on every machine.

    Raises:
        InputError: a file is missing or broken; says which and what to do.
        ConfigError: a model has none of the labels that the settings name.
        PlatformError: a package is missing.
    """
    english, opened = settings.english, [_open(name, settings, read) for name in settings.models]
    if english:
        require_english()
    if not (english or opened):
        return None

    def look(text: str, language: str | None) -> list[Place]:
        is_english = language in (LANGUAGE, None, "")
        found = english_names(text, english) if english and is_english else []
        return found + [place for one in opened for place in _names(one, text, read)]

    return look


def _open(name: str, settings: EntitySettings, read: Read) -> _Opened:
    said = settings.models[name]
    folder = said.path.rstrip("/")
    files = read_files(folder, read, TOKENS)
    model = TokenClassifier(folder, files)
    model.check()
    _require_kinds(name, said.kinds, model)
    return _Opened(name, folder, files.fingerprint, tuple(said.kinds.items()), said.least)


def _require_kinds(name: str, kinds: Mapping[str, str], model: TokenClassifier) -> None:
    if not set(kinds) & set(model.kinds):
        raise ConfigError(
            f"entities.models.{name}.kinds names {', '.join(kinds) or 'nothing'}; the model has "
            f"the labels {', '.join(model.kinds)}."
        )


def _names(opened: _Opened, text: str, read: Read) -> list[Place]:
    kinds = dict(opened.kinds)
    return [
        Place(
            span.start,
            span.end,
            " ".join(text[span.start : span.end].split()),
            kinds[span.label],
            opened.name,
            span.probability,
        )
        for span in _loaded(opened.folder, opened.fingerprint, read).spans(text)
        if span.label in kinds and span.probability >= opened.least
    ]


@lru_cache(maxsize=4)
def _loaded(folder: str, fingerprint: str, read: Read) -> TokenClassifier:
    """The model of a folder, loaded once in a Python worker."""
    files = read_files(folder, read, TOKENS)
    if files.fingerprint != fingerprint:
        raise InputError(f"The model in {folder} was changed while it was in use: run again.")
    return TokenClassifier(folder, files)
