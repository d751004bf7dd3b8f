"""Label sets of one's own, as the config declares them once."""

import pytest

from voxlake.core.errors import ConfigError
from voxlake.language.labels.label_sets import LabelSet
from voxlake.language.settings import LanguageSettings, TrainingSettings
from voxlake.run.config import describe, load

COMPLAINT = "languages.sets={complaint: {labels: [yes, no]}}"
FAULT = "languages.sets={fault: {labels: [late, rude], several: true}}"


def loaded(*overrides):
    return load(overrides=["lake.root=lake", *overrides])


def test_a_set_is_declared_once_and_known_to_each_job_on_language():
    config = loaded(COMPLAINT, "training.texts=post_labels", "labels.count=9")

    for section in (config.languages, config.labels.languages, config.training.languages):
        assert section.label_set("complaint").labels == ("yes", "no")
    assert config.drift.languages.of_own_labels == ("complaint",)
    assert (config.training.texts, config.labels.count) == ("post_labels", 9)
    keys = [line.split(" ")[0] for line in describe(type(config))]
    assert "languages.sets" in keys and not [k for k in keys if k.startswith("drift.languages")]


def test_of_several_labels_each_is_a_model_that_says_yes_or_no():
    settings = loaded(FAULT, "languages.heads=[fault_late, old]").languages

    assert settings.models_of("fault") == {"fault_late": ("no", "yes"), "fault_rude": ("no", "yes")}
    assert settings.of_own_labels == ("fault_late", "old", "fault_rude")
    assert settings.models_of("fault_late") == {"fault_late": ("no", "yes")}
    assert settings.models_of("old") == {"old": ()}


@pytest.mark.parametrize(
    ("sets", "found"),
    [
        ({"a": {"labels": ["one"]}}, "one label is no choice: name two"),
        ({"a": {"labels": ["one", "One"]}}, "one: given twice"),
        ({"a": {"labels": ["one", "Unsure"]}}, "unsure: given twice, or what is said of no label"),
        ({"a": {"labels": ["one", "b, c"]}}, "should match pattern"),
        ({"a": {"labels": ["Late Flight"], "several": True}}, "a to z, 0 to 9 and _ alone"),
        ({"sentiment": {"labels": ["one", "two"]}}, "more than one model sentiment"),
        (
            {"a": {"labels": ["b_c"], "several": True}, "a_b": {"labels": ["c"], "several": True}},
            "more than one model a_b_c",
        ),
    ],
)
def test_labels_that_cannot_be_told_apart_are_refused(sets, found):
    with pytest.raises(ValueError, match=found):
        LanguageSettings(sets=sets)


def test_labels_that_are_not_declared_are_named_beside_those_that_are():
    settings = LanguageSettings(sets={"complaint": LabelSet(labels=("yes", "no"))})

    with pytest.raises(
        ConfigError,
        match=r"no labels 'sarcasm', but sentiment, emotion, complaint: .*sets\.sarcasm\.labels",
    ):
        settings.label_set("sarcasm")
    with pytest.raises(ConfigError, match="no labels 'sarcasm', but sentiment, emotion, complaint"):
        loaded(COMPLAINT, "labels.model=sarcasm")


def test_texts_to_learn_from_are_a_table_or_the_labels_of_the_lake():
    table = TrainingSettings(texts={"path": "t", "time_column": "at"})
    own = TrainingSettings(texts="post_labels")

    assert (table.place, table.time_column) == ("t", "at")
    assert (own.place, own.time_column) == ("post_labels", None)
    with pytest.raises(ValueError, match="post_labels"):
        TrainingSettings(texts="posts")
