"""Sets of labels of one's own, from which people choose. Imports no pyspark."""

from __future__ import annotations

import re
from collections import Counter
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints, model_validator


def _word(said: object) -> object:
    """The word that was written, where YAML takes yes and no for true and false."""
    return {True: "yes", False: "no"}[said] if isinstance(said, bool) else said


LabelName = Annotated[
    str,
    BeforeValidator(_word),
    StringConstraints(strip_whitespace=True, min_length=1, pattern=r"^[^,;]*$"),
]
"""A label of one's own."""


HAS_LABEL, LACKS_LABEL = "yes", "no"
"""Labels of a model that tells of one label alone whether a post has it."""


UNSURE, NONE = "unsure", "none"
"""What scores say of a text without a sure label, and people of a post that has no label."""


class LabelSet(BaseModel, frozen=True, extra="forbid"):
    """Labels of one's own, from which people choose."""

    labels: tuple[LabelName, ...] = Field(min_length=1, description="The labels, in order.")
    several: bool = Field(
        False,
        description="Whether a post has any number of them; each is then told by a model of its "
        "own, `<set>_<label>`, that says yes or no. Else it has exactly one.",
    )

    @model_validator(mode="after")
    def _labels_apart(self) -> LabelSet:
        folded = Counter(label.casefold() for label in self.labels)
        if taken := [label for label in folded if folded[label] > 1 or label in (UNSURE, NONE)]:
            raise ValueError(f"{', '.join(taken)}: given twice, or what is said of no label")
        if self.several and not all(re.fullmatch(r"[a-z0-9_]+", name) for name in self.labels):
            raise ValueError("labels of which a post has several: a to z, 0 to 9 and _ alone")
        if not self.several and len(self.labels) < 2:  # noqa: PLR2004  (a choice needs two)
            raise ValueError("one label is no choice: name two, or say `several: true`")
        return self

    def models(self, name: str) -> dict[str, tuple[str, ...]]:
        """The models that tell the labels of a set of that name, each with its own labels."""
        if not self.several:
            return {name: self.labels}
        return {f"{name}_{label}": (LACKS_LABEL, HAS_LABEL) for label in self.labels}
