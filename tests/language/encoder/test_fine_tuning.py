"""The training of the encoder, on one of a single layer; needs the extra [train]."""

import json
import random
import zipfile

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the extra [train]")
ort = pytest.importorskip("onnxruntime")
transformers = pytest.importorskip("transformers", reason="needs the extra [train]")
pytest.importorskip("onnx", reason="needs the extra [train]")

from tiny_encoder import VOCABULARY, write_template  # noqa: E402  (after the checks)

from voxlake.core.errors import ConfigError  # noqa: E402
from voxlake.language.encoder.bert_onnx import read_bert, write_bert  # noqa: E402
from voxlake.language.encoder.fine_tuning import (  # noqa: E402
    Example,
    hit_rate,
    prepared,
    rounds_of,
    save_encoder,
    vectors_of,
)
from voxlake.language.encoder.settings import EncoderSettings, EncoderTexts  # noqa: E402
from voxlake.language.encoder.training import Trainer  # noqa: E402
from voxlake.language.settings import LabelledTexts  # noqa: E402
from voxlake.setup.encoder import read_card, unpack  # noqa: E402

SETTINGS = EncoderSettings(
    heads={"mood": ("down", "up"), "kind": ("x", "y", "z")},
    rounds=5,
    batch=8,
    learning_rate=1e-3,
    head_learning_rate=2e-2,
    checkpoint_steps=5,
)


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    folder = tmp_path_factory.mktemp("template")
    write_template(folder)
    return folder


def planted(count=64):
    """Texts whose mood is told by a word, and whose kind is only told apart in part."""
    draws = random.Random(3)
    examples = []
    for n in range(count):
        word, place = ("good", 1) if n % 2 else ("bad", 0)
        text = " ".join([*draws.sample("abcdefgh", 3), word])
        examples.append(Example(text, "mood", (place,), (0, 1)))
        examples.append(Example(text, "kind", (place,), (0, 1)))
    return examples


def trained(template, folder, settings=SETTINGS, examples=None, fingerprint="f"):
    learned = planted() if examples is None else examples
    model, tokenizer = prepared(template, learned, settings)
    seen = []
    trainer = Trainer(
        model,
        tokenizer,
        settings,
        folder / "checkpoint.pt",
        fingerprint,
        lambda step, steps, loss: seen.append((step, steps, loss)),
    )
    trainer.train([[learned] * settings.rounds] * settings.trainings)
    return model, tokenizer, seen


def output_of(path, ids):
    session = ort.InferenceSession(str(path))
    return session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0]


def test_weights_go_to_torch_and_back_unchanged(template, tmp_path):
    model = read_bert(template / "model.onnx").eval()
    write_bert(model, template / "model.onnx", tmp_path / "again.onnx")
    ids = np.array([[10, 12, 14, 11]])

    as_was = output_of(template / "model.onnx", ids)
    with torch.inference_mode():
        found = model(torch.from_numpy(ids), torch.ones(ids.shape, dtype=torch.long))

    assert found.last_hidden_state.numpy() == pytest.approx(as_was, abs=1e-5)
    assert output_of(tmp_path / "again.onnx", ids) == pytest.approx(as_was, abs=1e-6)


def test_planted_words_are_learned_by_both_heads_and_survive_eight_bits(template, tmp_path):
    model, tokenizer, seen = trained(template, tmp_path)

    assert hit_rate(model, tokenizer, planted()) > 0.95
    assert seen[-1][0] == seen[-1][1]

    texts = [each.text for each in planted()]
    card = {"by": "a test"}
    save_encoder(model, tokenizer, template, tmp_path, texts=texts, settings=SETTINGS, card=card)
    unpack(tmp_path / "encoder.zip", tmp_path)
    words = (tmp_path / "assets" / "vocab.txt").read_text().splitlines()
    assert words[:1] == ["[PAD]"] and words[-1] == "joy" and len(words) == len(VOCABULARY)
    assert read_card(tmp_path / "encoder.zip")["version"].startswith("trained-")
    with zipfile.ZipFile(tmp_path / "encoder.zip") as file:
        heads = json.loads(file.read("heads.json"))
    text = planted()[0].text
    ((vector,), scores) = (vectors_of(model, tokenizer, [text]), heads["mood"])
    said = np.array(scores["coefficients"]) @ vector + np.array(scores["intercepts"])
    assert scores["labels"][int(said.argmax())] == "down"
    ids = np.array([[VOCABULARY.index(w) for w in ("[CLS]", "a", "good", "[SEP]")]])
    whole, small = (output_of(tmp_path / n, ids)[0].mean(0) for n in ("trained.onnx", "model.onnx"))
    likeness = whole @ small / np.linalg.norm(whole) / np.linalg.norm(small)
    assert likeness > 0.99


@pytest.mark.parametrize("killed_at", [10, 95], ids=["first training", "second training"])
def test_killed_trainings_go_on_to_the_same_weights(template, tmp_path, killed_at):
    twice = SETTINGS.model_copy(update={"trainings": 2, "bfloat16": True})
    whole, _, _ = trained(template, tmp_path, twice)

    class KilledError(Exception):
        pass

    def kill(step, _steps, _loss):
        if step == killed_at:
            raise KilledError

    other = tmp_path / "other"
    other.mkdir()
    model, tokenizer = prepared(template, planted(), twice)
    with pytest.raises(KilledError):
        Trainer(model, tokenizer, twice, other / "checkpoint.pt", "f", kill).train(
            [[planted()] * twice.rounds] * 2
        )
    again, _, seen = trained(template, other, twice)

    assert seen[0][0] == killed_at + twice.checkpoint_steps
    assert seen[-1][0] == seen[-1][1] == 160
    assert_same(whole.state_dict(), again.state_dict())


def test_the_mean_of_trainings_from_one_start_is_kept(template, tmp_path):
    twice, _, _ = trained(template, tmp_path, SETTINGS.model_copy(update={"trainings": 2}))

    alone = []
    for number in range(2):
        model, tokenizer = prepared(template, planted(), SETTINGS)
        own = SETTINGS.model_copy(update={"seed": SETTINGS.seed + number})
        path = tmp_path / f"{number}.pt"
        Trainer(model, tokenizer, own, path, "f", lambda *_: None).train([[planted()] * 5])
        alone.append(model.state_dict())

    assert not torch.equal(alone[0]["heads.mood.weight"], alone[1]["heads.mood.weight"])
    mean = {name: (weight + alone[1][name]) / 2 for name, weight in alone[0].items()}
    assert_same(twice.state_dict(), mean)
    assert hit_rate(twice, tokenizer, planted()) > 0.95


def assert_same(some, others):
    for (name, one), two in zip(some.items(), others.values(), strict=True):
        assert torch.equal(one, two), name


def test_a_checkpoint_of_other_texts_is_refused(template, tmp_path):
    trained(template, tmp_path)

    with pytest.raises(ConfigError, match=r"checkpoint\.pt is of other settings or texts"):
        trained(template, tmp_path, fingerprint="other")


def test_a_round_goes_through_its_share_of_each_table_and_writes_emoticons_as_emoji():
    def table(share):
        texts = LabelledTexts(path="p")
        return EncoderTexts(head="mood", texts=texts, means={"1": ("up",)}, share=share)

    half = [Example(f"h{n}", "mood", (1,), (0, 1)) for n in range(4)]
    thrice = [Example("so :) and :) and :( x:)", "mood", (1,), (0, 1))]
    settings = SETTINGS.model_copy(update={"rounds": 2, "emoticons": 1.0})

    first, second = rounds_of([(table(0.5), half), (table(3), thrice)], settings)

    assert sorted(each.text for each in (*first[:2], *second[:2])) == ["h0", "h1", "h2", "h3"]
    assert len(first) == len(second) == 5
    for each in (*first[2:], *second[2:]):
        assert ":( " not in each.text and each.text.endswith("x:)") and each.text.count(":)") == 1
    assert first[2].text != first[3].text or first[3].text != second[2].text


def test_an_emoji_begins_as_its_name(template):
    model, tokenizer = prepared(template, [Example("a 😂", "mood", (1,), (0, 1))], SETTINGS)
    table = model.encoder.embeddings.word_embeddings.weight

    (number,) = tokenizer.encode("😂", add_special_tokens=False).ids
    parts = tokenizer.encode("face with tears of joy", add_special_tokens=False).ids

    assert number == 1
    assert torch.allclose(table[number], table[parts].mean(0))
