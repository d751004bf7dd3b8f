"""Settings of warnings that cannot be meant are refused, with what to do."""

import pytest

from voxlake.warnings.settings import WarningSettings


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"channels": {"a": {"kind": "folder"}}}, "needs its folder"),
        ({"channels": {"a": {"kind": "webhook"}}}, "needs address or address_env"),
        (
            {"channels": {"a": {"kind": "apprise", "address": "http://x"}}},
            "name that in address_env",
        ),
        (
            {"channels": {"a": {"kind": "webhook", "address": "http://u:pass@x/"}}},
            "name its variable",
        ),
        (
            {"channels": {"a": {"kind": "folder", "folder": "f", "secret_env": "S"}}},
            "only a webhook is signed",
        ),
        ({"links": {"x": "https://x.com/"}}, "has no {id}"),
        ({"levels": {"warning": 7, "urgent": 6}}, "lies below"),
    ],
)
def test_a_setting_that_cannot_be_meant_says_what_to_do(said, why):
    with pytest.raises(ValueError, match=why):
        WarningSettings(**said)
