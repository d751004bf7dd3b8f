"""What cannot be is refused by name, before anything is computed."""

import math

import pytest
from pydantic import ValidationError

from voxlake.recommend.content.settings import ActionWeights, ContentSettings, EventKinds


@pytest.mark.parametrize("weight", [-1.0, math.nan, math.inf])
def test_a_weight_that_is_negative_or_no_number_is_refused(weight):
    with pytest.raises(ValidationError, match="repost"):
        ActionWeights(repost=weight)


def test_a_weight_of_zero_leaves_an_action_out_but_one_has_to_count():
    assert ActionWeights(like=0).like == 0
    with pytest.raises(ValidationError, match="all weights are 0"):
        ActionWeights(like=0, repost=0, reply=0, click=0, order=0)


def test_an_event_type_is_one_action_alone_whatever_its_case():
    with pytest.raises(ValidationError, match="'like' is named twice"):
        EventKinds(click=("LIKE",))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"validation_days": 180}, "validation_days are the last of window_days"),
        ({"window_days": 29, "item_days": 20}, "post_days reaches further back"),
        ({"pool": 5}, "pool is smaller than top"),
        ({"alphas": (0.0,)}, "alphas"),
        ({"regularisations": (math.nan,)}, "regularisations"),
        ({"half_life_days": 0}, "half_life_days"),
        ({"diversity": 1.1}, "diversity"),
    ],
)
def test_settings_that_do_not_go_together_are_refused_by_name(given, told):
    with pytest.raises(ValidationError, match=told):
        ContentSettings(**given)
