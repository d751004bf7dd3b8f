"""The section `entities` of the config."""

from pathlib import Path

import pytest

from voxlake.core.errors import ConfigError, InputError
from voxlake.run.config import load
from voxlake.run.inputs import check_names

CONF = Path(__file__).resolve().parents[2] / "conf"


def of(*said):
    return load(overrides=["lake.root=lake", *said]).entities


def test_names_are_said_in_the_config_and_models_of_language_are_those_of_their_section():
    found = of(
        "entities.names={Acme: {aliases: ['@acme', AC]}, Bo: {kind: person}}",
        "languages.own={sentiment: {path: mood}}",
    )

    assert found.names["Acme"].aliases == ("@acme", "AC")
    assert (found.names["Acme"].kind, found.names["Bo"].kind) == ("brand", "person")
    assert found.languages.own["sentiment"].path == "mood"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("entities.english=[organisation]", "entities.english.0"),
        ("entities.names={'': {}}", "entities.names"),
        ("entities.sentiment=none", "entities.sentiment"),
        ("entities.gazetteer=https://x.example/names.csv", "entities.gazetteer"),
        ("entities.ner=true", "there is no such key"),
    ],
)
def test_a_wrong_setting_is_told_by_its_key(said, told):
    with pytest.raises(ConfigError, match=told):
        of(said)


def test_a_missing_file_is_told_without_spark(tmp_path):
    with pytest.raises(InputError, match=r"There is no file .*gone\.csv"):
        check_names(of(f"entities.gazetteer={tmp_path}/gone.csv"))
    check_names(of(f"entities.gazetteer={CONF}/entities.csv"))
