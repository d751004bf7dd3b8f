"""What an exported model says of itself, so that others can run it without this code."""

from __future__ import annotations

from typing import Any

from voxlake.language.heads.plain import PlainHead
from voxlake.people.propensity.graph import wanted_of as wanted_of_target
from voxlake.people.propensity.target_model import TargetModel
from voxlake.people.segments.graph import wanted_of as wanted_of_segments
from voxlake.people.segments.model import SegmentModel
from voxlake.people.value.value_model import ValueModel
from voxlake.run.exports import GRAPH, NUMBERS

Card = dict[str, Any]

_OF_VECTORS = (
    "Read each text as docs/scoring.md says (cleaned, in lower case, handles and links written "
    "alike), encode it by the encoder of encoder_version, and give its vector of length 1."
)
_OF_FEATURES = (
    "Give one number per input, in this order, from a row of user_features: kind number is the "
    "column; share is the number `of` of the list topic_shares; above_0 is 1 where the column is "
    "above 0, else 0; is is 1 where the column is the text `of`, else 0. An unknown value, or one "
    "without end, is `missing`, or not a number (NaN) where that is null: the graph fills it."
)


def head_card(name: str, head: PlainHead) -> Card:
    """The card of a head."""
    return {
        "name": name,
        "kind": "head",
        "file": GRAPH,
        "inputs": [{"name": "vectors", "kind": "float32", "width": head.coefficients.shape[1]}],
        "outputs": [{"name": "chances", "kind": "float64", "meaning": "probability of each label"}],
        "labels": list(head.labels),
        "unsure_below": head.unsure_below,
        "encoder_version": head.encoder_version,
        "preparation": _OF_VECTORS,
    }


def segment_card(model: SegmentModel) -> Card:
    """The card of segments."""
    return {
        "name": "segments",
        "kind": "segments",
        "file": GRAPH,
        "method": model.method,
        "inputs": [one.numbers() for one in wanted_of_segments(model)],
        "outputs": [
            {"name": "segment_id", "kind": "int64", "meaning": "the segment; -1 for none"},
            {"name": "distance", "kind": "float64", "meaning": "to the centre of the segment"},
            {"name": "point", "kind": "float64", "meaning": "traits, scaled and weighted"},
        ],
        "labels": [{"id": i, "name": model.names.get(i)} for i in model.ids],
        "feature_version": model.scaler.feature_version,
        "preparation": _OF_FEATURES,
    }


def propensity_card(target: str, model: TargetModel) -> Card:
    """The card of propensity to do what a target asks."""
    return {
        "name": f"propensity.{target}",
        "kind": "propensity",
        "file": GRAPH,
        "target": target,
        "inputs": [one.numbers() for one in wanted_of_target(model)],
        "outputs": [{"name": "chance", "kind": "float64", "meaning": "probability of a yes"}],
        "fitted_on": model.fitted_on,
        "preparation": _OF_FEATURES,
    }


def value_card(model: ValueModel) -> Card:
    """The card of value, which is in closed form: its parameters are the file."""
    unit = f"{model.unit_days} days"
    return {
        "name": "value",
        "kind": "value",
        "file": NUMBERS,
        "inputs": [
            {"name": "frequency", "kind": "int64", "meaning": "days with a repeat purchase"},
            {"name": "recency", "kind": "float64", "meaning": f"first to last purchase, in {unit}"},
            {"name": "age", "kind": "float64", "meaning": f"first purchase to now, in {unit}"},
            {"name": "mean_value", "kind": "float64", "meaning": "mean spend of repeat purchases"},
        ],
        "outputs": [
            {"name": "expected_orders", "kind": "float64", "meaning": "within a horizon"},
            {"name": "expected_value", "kind": "float64", "meaning": "of these, discounted"},
        ],
        "currency": model.currency,
        "unit_days": model.unit_days,
        "preparation": "docs/value.md has the formulas of the purchase model and of Gamma-Gamma.",
    }
