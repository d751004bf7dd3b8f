"""Classifiers of tokens, as tiny ones that know a label of each token."""

import numpy as np
import pytest
from own_models import write_model, write_token_model

from voxlake.core.errors import ConfigError, InputError
from voxlake.core.storage import read_bytes
from voxlake.entities.models import open_models
from voxlake.entities.settings import EntitySettings
from voxlake.language.own.classifier import TOKENS, read_files
from voxlake.language.own.token_classifier import TokenClassifier


def spans(folder, text):
    model = TokenClassifier(str(folder), read_files(str(folder), read_bytes, TOKENS))
    return [(text[s.start : s.end], s.label) for s in model.spans(text)]


def test_words_of_a_label_are_one_part_and_parts_of_words_have_the_label_of_the_first(tmp_path):
    write_token_model(tmp_path, {"good": "B-ORG", "day": "I-ORG", "late": "B-PER", "##s": "B-PER"})

    assert spans(tmp_path, "a 😀 Good  days, late a") == [("Good  days", "ORG"), ("late", "PER")]
    assert spans(tmp_path, "good good days late day") == [
        ("good", "ORG"),
        ("good days", "ORG"),
        ("late", "PER"),
        ("day", "ORG"),
    ]
    assert spans(tmp_path, "😀") == spans(tmp_path, "a a") == []


def test_labels_without_marks_are_joined_too(tmp_path):
    write_token_model(tmp_path, {"good": "ORG", "day": "ORG", "late": "PER"})

    assert spans(tmp_path, "good day late a day") == [
        ("good day", "ORG"),
        ("late", "PER"),
        ("day", "ORG"),
    ]


def test_places_leave_out_the_space_that_byte_tokens_begin_with(tmp_path):
    write_token_model(tmp_path, {"Ġ": "B-PER"}, "roberta")

    assert spans(tmp_path, "é good") == [("good", "PER")]


def test_a_part_has_the_mean_probability_of_its_words(tmp_path):
    write_token_model(tmp_path, {"good": "B-ORG", "day": "I-ORG"})
    model = TokenClassifier(str(tmp_path), read_files(str(tmp_path), read_bytes))

    (span,) = model.spans("good day")

    assert span.probability == pytest.approx(np.exp(4) / (np.exp(4) + 2), abs=1e-6)


def test_a_long_text_is_read_as_far_as_the_model_reads(tmp_path):
    write_token_model(tmp_path, {"late": "B-PER"})

    assert len(spans(tmp_path, "late " * 100_000)) == 8  # ten tokens, two of them its own


def test_kinds_are_those_of_the_config_and_rare_ones_are_left_out(tmp_path):
    write_token_model(tmp_path, {"good": "B-ORG", "late": "B-MISC"})
    path = {"path": f"{tmp_path}/"}

    def found(**more):
        settings = EntitySettings(models={"mine": {**path, "least": 0, **more}})
        return open_models(settings, read_bytes)("a good late", "de")

    (place,) = found()
    assert (place.entity, place.kind, place.source, place.start) == (
        "good",
        "organisation",
        "mine",
        2,
    )
    assert [one.kind for one in found(kinds={"MISC": "product", "X": "x"})] == ["product"]
    assert found(least=0.999) == []
    assert open_models(EntitySettings(), read_bytes) is None


def test_a_folder_that_is_none_and_labels_that_nobody_has_are_told(tmp_path):
    gone = EntitySettings(models={"mine": {"path": str(tmp_path / "gone")}})
    with pytest.raises(InputError, match=r"no config\.json.*--task token-classification"):
        open_models(gone, read_bytes)
    write_token_model(tmp_path / "tokens", {"good": "B-ORG"})
    settings = EntitySettings(
        models={"mine": {"path": str(tmp_path / "tokens"), "kinds": {"PERSON": "person"}}}
    )
    with pytest.raises(ConfigError, match=r"models\.mine\.kinds names PERSON; the model .* ORG"):
        open_models(settings, read_bytes)
    write_model(tmp_path / "texts")
    texts = EntitySettings(models={"mine": {"path": str(tmp_path / "texts")}})
    with pytest.raises(InputError, match=r"array of \(1, 3\) .*--task token-classification"):
        open_models(texts, read_bytes)
