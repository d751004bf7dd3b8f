"""What the folder of a Hugging Face classifier says of it: its labels and its maximum length."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from voxlake.core.errors import ConfigError, InputError
from voxlake.language.settings import LABELS, OwnModelSettings

_POSITIONS_AFTER_PADDING = frozenset(
    (
        "roberta",
        "roberta-prelayernorm",
        "xlm-roberta",
        "xlm-roberta-xl",
        "camembert",
        "data2vec-text",
        "ibert",
        "longformer",
        "mpnet",
        "xmod",
    )
)
"""Families that number positions from the one after the padding token's id."""
_NO_LIMIT = 1_000_000
"""Tokenizers that know no maximum length are saved with one of 10^30."""
_UNNAMED = ("LABEL_0", "LABEL_1")
"""The labels of a model whose files name none, as transformers has it."""


@dataclass(frozen=True)
class Card:
    """A classifier's labels, in the order of its outputs, and the most tokens that it reads."""

    labels: tuple[str, ...]
    max_tokens: int


def read_card(folder: str, config: bytes, tokenizer_config: bytes | None) -> Card:
    """The card of a folder's config.json and tokenizer_config.json.

    Raises:
        InputError: a file is no JSON or lacks a key, or the model gives a text several labels.
    """
    said = json_object(f"{folder}/config.json", config)
    of_tokenizer = json_object(f"{folder}/tokenizer_config.json", tokenizer_config or b"{}")
    if "model_type" not in said:
        raise InputError(f"{folder}/config.json has no model_type: it is of no transformers model.")
    if (kind := said.get("problem_type")) in ("multi_label_classification", "regression"):
        raise InputError(
            f"{folder}/config.json says that its problem_type is {kind}: a model is needed that "
            "gives each text one of its labels (single_label_classification)."
        )
    return Card(_labels(folder, said), _max_tokens(folder, said, of_tokenizer))


def meanings(name: str, settings: OwnModelSettings, labels: tuple[str, ...]) -> tuple[str, ...]:
    """What each of a model's labels means; upper and lower case are one.

    Raises:
        ConfigError: the settings name a label that it does not have, or one of its labels means
            none of those that the table of the name has columns for.
    """
    key, there = f"languages.own.{name}.labels", f"the model has the labels {', '.join(labels)}"
    means = {label.casefold(): meaning for label, meaning in settings.labels.items()}
    own = {label.casefold() for label in labels}
    if unknown := [label for label in settings.labels if label.casefold() not in own]:
        raise ConfigError(f"{key} names {', '.join(unknown)}; {there}.")
    told = tuple(means.get(label.casefold(), label) for label in labels)
    if name not in LABELS:
        return told
    columns = {label.casefold(): label for label in LABELS[name]}
    strange = [one for one, of in zip(labels, told, strict=True) if of.casefold() not in columns]
    if strange:
        raise ConfigError(
            f"Set {key}: say which of {', '.join(columns)} each of {', '.join(strange)} means; "
            f"{there}."
        )
    return tuple(columns[meaning.casefold()] for meaning in told)


def json_object(place: str, text: bytes) -> Mapping[str, Any]:
    """The object that a file of JSON holds.

    Raises:
        InputError: it holds something else; names the file.
    """
    try:
        found = json.loads(text)
    except ValueError as error:
        raise InputError(f"{place} is not JSON: {error}.") from error
    if not isinstance(found, dict):
        raise InputError(f"{place} holds no JSON object.")
    return found


def _labels(folder: str, config: Mapping[str, Any]) -> tuple[str, ...]:
    named = config.get("id2label") or dict(enumerate(_UNNAMED))
    pairs = named.items() if isinstance(named, dict) else ()
    by_number = {str(number): str(label) for number, label in pairs}
    labels = tuple(by_number.get(str(number), "") for number in range(len(by_number)))
    if len(labels) < len(_UNNAMED) or not all(labels) or len(set(labels)) < len(labels):
        raise InputError(
            f"{folder}/config.json needs two labels or more, each with a name of its own, "
            f"numbered from 0 in id2label; it has {json.dumps(named)}."
        )
    return labels


def _max_tokens(folder: str, config: Mapping[str, Any], tokenizer_config: Mapping[str, Any]) -> int:
    """The smaller of what the tokenizer's file and the number of positions allow."""
    places = config.get("max_position_embeddings")
    if isinstance(places, int) and config["model_type"] in _POSITIONS_AFTER_PADDING:
        padding = config.get("pad_token_id")
        places -= 1 + (padding if isinstance(padding, int) else 1)
    told = [tokenizer_config.get("model_max_length"), places]
    limits = [int(n) for n in told if isinstance(n, int | float) and 0 < n < _NO_LIMIT]
    if not limits:
        raise InputError(
            f"{folder} says no maximum length: set model_max_length in its tokenizer_config.json, "
            "or max_position_embeddings in its config.json."
        )
    return min(limits)
