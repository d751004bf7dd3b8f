"""What the config may say of brands and accounts."""

import pytest
from pydantic import ValidationError

from voxlake.voice.settings import VoiceSettings


def test_names_that_come_twice_or_are_empty_count_once_or_not_at_all():
    settings = VoiceSettings(
        brands={" Acme ": ("acme", " acme", "", "acme corp")}, accounts={"Acme": ("@acme", "@acme")}
    )

    assert settings.brands == {"Acme": ("acme", "acme corp")}
    assert settings.accounts == {"Acme": ("@acme",)}


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"brands": {"Acme": ()}}, 'nothing is listed for "Acme"'),
        ({"accounts": {"Acme": ("", " ")}}, 'nothing is listed for "Acme"'),
        ({"brands": {"": ("acme",)}}, "a brand has no name"),
        (
            {"brands": {"Acme": ("acme",)}, "accounts": {"Acne": ("@acme",)}},
            'accounts are of "Acne", which brands does not name',
        ),
    ],
)
def test_a_brand_without_names_or_unknown_to_the_others_is_refused(told, why):
    with pytest.raises(ValidationError, match=why):
        VoiceSettings(**told)


def test_accounts_of_any_brand_may_be_named_where_the_gazetteer_has_the_brands():
    assert VoiceSettings(accounts={"acme": ("@acme",)}).accounts == {"acme": ("@acme",)}
