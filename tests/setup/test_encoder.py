import hashlib
import json
import zipfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper

from voxlake.core.errors import PlatformError
from voxlake.setup import encoder

CARD = {"version": "e-1", "sha256": hashlib.sha256(b"model").hexdigest(), "max_tokens": 96}
SHIPPED = {name: Path(__file__).parents[2] / file for name, file in encoder.SHIPPED.items()}


def encoder_zip(path, model=b"model", card=CARD):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("model.onnx", model)
        archive.writestr("vocab.txt", "[PAD]\nb\n😂\n")
        archive.writestr("encoder.json", json.dumps(card))
    return path


def test_the_file_is_laid_out_as_spark_nlp_imports_it(tmp_path):
    encoder.unpack(encoder_zip(tmp_path / "e.zip"), tmp_path / "raw")

    assert (tmp_path / "raw/assets/vocab.txt").read_text("utf-8") == "[PAD]\nb\n😂\n"
    assert (tmp_path / "raw/model.onnx").read_bytes() == b"model"


def test_a_model_that_is_not_the_cards_is_refused(tmp_path):
    with pytest.raises(PlatformError, match=r"e\.zip is damaged"):
        encoder.unpack(encoder_zip(tmp_path / "e.zip", model=b"other"), tmp_path / "raw")


def test_a_file_that_is_no_encoder_is_refused_with_what_to_do(tmp_path):
    with pytest.raises(PlatformError, match=r"no encoder .*e\.zip.*checkout of voxlake.*--encoder"):
        encoder.read_card(tmp_path / "e.zip")
    (tmp_path / "e.zip").write_bytes(b"no zip")
    with pytest.raises(PlatformError, match=r"e\.zip is no encoder of train_encoder"):
        encoder.read_card(tmp_path / "e.zip")


@pytest.mark.parametrize("name", SHIPPED)
def test_the_encoder_that_set_up_prepared_is_the_one_that_ships(name):
    assert encoder.is_prepared(encoder.encoder_folder(name), SHIPPED[name])


@pytest.mark.parametrize("name", SHIPPED)
def test_the_file_that_ships_is_whole_and_not_too_large(tmp_path, name):
    encoder.unpack(SHIPPED[name], tmp_path / "raw")

    assert SHIPPED[name].stat().st_size <= 40_000_000


def test_a_prepared_encoder_starts_no_process(monkeypatch):
    monkeypatch.setattr(encoder.subprocess, "run", None)

    assert encoder.prepare_encoder(SHIPPED["encoder"]) == encoder.encoder_folder()


@pytest.mark.parametrize("name", ["last_hidden_state", "output_0"])
def test_the_mean_over_the_tokens_of_each_text_is_in_the_graph(tmp_path, name):
    """Tokens 1 and 3 of a text of two give 2; padding, whatever it holds, counts for nothing."""
    ids, mask = (
        helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "tokens"])
        for name in ("input_ids", "attention_mask")
    )
    hidden = helper.make_tensor_value_info(name, TensorProto.FLOAT, ["texts", "tokens", 1])
    to_vectors = [
        helper.make_node("Cast", ["input_ids"], ["number"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["number"], [name], axes=[2]),
    ]
    graph = helper.make_graph(to_vectors, "encoder", [ids, mask], [hidden])
    opset = [helper.make_opsetid("", 11)]
    file = tmp_path / "model.onnx"
    onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=8), file)

    encoder.add_pooling(file, max_tokens=5)

    session = onnxruntime.InferenceSession(str(file))
    texts = {"input_ids": [[1, 3, 99], [5, 6, 7]], "attention_mask": [[1, 1, 0], [1, 1, 1]]}
    given = {name: np.array(rows) for name, rows in texts.items()}
    (found,) = session.run(["last_hidden_state"], given)  # as Spark NLP asks
    assert found.tolist() == [[[2.0]], [[6.0]]]


def test_an_encoder_prepared_without_its_mean_is_prepared_anew(tmp_path):
    (tmp_path / encoder.CARD).write_text(json.dumps(CARD))

    assert not encoder.is_prepared(tmp_path, encoder_zip(tmp_path / "e.zip"))


def test_another_encoder_is_prepared_anew(tmp_path):
    (tmp_path / encoder.CARD).write_text(json.dumps({**CARD, **encoder.POOLED, "max_tokens": 64}))

    assert not encoder.is_prepared(tmp_path, encoder_zip(tmp_path / "e.zip"))


def test_what_went_wrong_is_said(monkeypatch, tmp_path):
    monkeypatch.setenv("VOXLAKE_CACHE", str(tmp_path))

    with pytest.raises(PlatformError, match=r"e\.zip could not be prepared.*is damaged"):
        encoder.prepare_encoder(encoder_zip(tmp_path / "e.zip", model=b"other"))


def test_an_encoder_of_before_gets_the_words_that_serve_without_spark(monkeypatch, tmp_path):
    monkeypatch.setenv("VOXLAKE_CACHE", str(tmp_path))
    monkeypatch.setattr(encoder.subprocess, "run", None)
    file, folder = encoder_zip(tmp_path / "e.zip"), encoder.encoder_folder()
    folder.mkdir(parents=True)
    (folder / encoder.CARD).write_text(json.dumps({**CARD, **encoder.POOLED}))
    assert not encoder.is_prepared(folder, file)

    encoder.prepare_encoder(file)

    assert (folder / "vocab.txt").read_text("utf-8") == "[PAD]\nb\n😂\n"
    assert encoder.is_prepared(folder, file)
