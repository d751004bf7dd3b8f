"""What people say of topics in a file: names, merges, and what is not to be shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from pydantic import BaseModel, Field, ValidationError

from voxlake.core.errors import InputError
from voxlake.core.yaml_texts import read_yaml


class Edit(BaseModel, frozen=True, extra="forbid"):
    """What a person said of a topic."""

    name: str | None = Field(None, min_length=1)
    merged_into: int | None = None
    hidden: bool = False


Edits = Mapping[int, Edit]


@dataclass(frozen=True)
class Shown:
    """Where a topic is shown, after all merges, and whether it is at all."""

    topic_id: int
    is_hidden: bool


def read_edits(text: str, path: str, known: Collection[int]) -> dict[int, Edit]:
    """The edits of a file, by topic.

    Args:
        text: YAML; under each topic's id a name alone, or `name`, `merged_into` and `hidden`.
        path: Its name, for errors.
        known: The ids of all topics that ever were.

    Raises:
        InputError: it is no such YAML, an id is of no topic, or merges go in a circle; names the
            file and the key.
    """
    try:
        content = read_yaml(text)
    except yaml.YAMLError as error:
        raise InputError(f"{path} is no YAML: {error}") from error
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise InputError(f"{path} has no topics: write `3: Card fees`, one topic a line.")
    edits: dict[int, Edit] = {}
    for key, said in content.items():
        topic = _known(key, path, known)
        if topic in edits:
            raise InputError(f"{path}, key {key!r}: topic {topic} stands there twice.")
        edits[topic] = _edit(key, said, path)
    for topic, edit in edits.items():
        if edit.merged_into is not None and edit.merged_into not in known:
            raise InputError(
                f"{path}, key {topic}: there is no topic {edit.merged_into} to merge into."
            )
        _require_an_end(topic, edits, path)
    return edits


def shown_of(topic: int, edits: Edits) -> Shown:
    """Where a topic is shown: at the end of its merges. One that is hidden on the way is hidden."""
    hidden = False
    while topic in edits:
        hidden = hidden or edits[topic].hidden
        into = edits[topic].merged_into
        if into is None:
            break
        topic = into
    return Shown(topic, hidden)


def _known(key: str, path: str, known: Collection[int]) -> int:
    if not key.isdecimal():
        raise InputError(f"{path}, key {key!r}: write the id of a topic, such as 3.")
    if int(key) not in known:
        raise InputError(
            f"{path}, key {key}: there is no such topic; the table topics has the ids that were."
        )
    return int(key)


def _edit(key: str, said: Any, path: str) -> Edit:  # noqa: ANN401  (whatever YAML holds)
    try:
        return Edit(name=said) if isinstance(said, str) else Edit.model_validate(said)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join([key, *map(str, first["loc"])])
        raise InputError(
            f"{path}, key {where}: {first['msg']}. A topic has a name, merged_into or hidden."
        ) from error


def _require_an_end(topic: int, edits: Edits, path: str) -> None:
    """Check that merges from a topic come to an end.

    Raises:
        InputError: they do not.
    """
    passed = [topic]
    while (edit := edits.get(passed[-1])) and edit.merged_into is not None:
        passed.append(edit.merged_into)
        if passed[-1] == topic:
            circle = " into ".join(map(str, passed))
            raise InputError(f"{path}, key {topic}: merges go in a circle, {circle}.")
        if len(passed) > len(edits) + 1:
            return  # of a circle further on, which its own topics name
