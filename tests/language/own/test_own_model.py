"""Models of language of one's own, as tiny ones with random weights."""

import sys
from datetime import date

import numpy as np
import onnx
import onnxruntime
import pytest
from onnxruntime.quantization import QuantType, quantize_dynamic
from own_models import write_model
from pyspark.sql import functions as F

from voxlake.core.errors import ConfigError, InputError, PlatformError
from voxlake.core.storage import copy_folder, read_bytes
from voxlake.language.own.classifier import Classifier, read_files
from voxlake.language.own.model import as_cardiff, open_own_model, own_scores
from voxlake.language.settings import LanguageSettings, OwnModelSettings
from voxlake.run.config import load
from voxlake.run.inputs import check_own_models
from voxlake.tables import POSTS
from voxlake.text.wording import text_hash

DAY = date(2024, 1, 1)
FAMILIES = ("bert", "distilbert", "roberta")


def opened(folder, name="mood", **settings):
    return open_own_model(name, OwnModelSettings(path=str(folder), **settings), read_bytes)


def classifier(folder):
    return Classifier(str(folder), read_files(str(folder), read_bytes))


def posts_of(frame, *texts):
    rows = [
        {"post_id": f"{n}", "post_date": DAY, "text": text, "is_usable": True}
        for n, text in enumerate(texts)
    ]
    return frame(POSTS, *rows).withColumn("text_hash", text_hash(F.col("text")))


def chances(posts, model):
    rows = own_scores(posts, model, read_bytes).rows.collect()
    return {row["post_id"]: row["chances"] for row in rows}


@pytest.mark.parametrize(
    ("family", "text", "tokens"),
    [
        ("bert", "Good days", ["[CLS]", "good", "day", "##s", "[SEP]"]),
        ("bert", "LATE zebra", ["[CLS]", "late", "[UNK]", "[SEP]"]),
        ("distilbert", "Good day", ["[CLS]", "[UNK]", "day", "[SEP]"]),
        ("roberta", "good bad", ["<s>", "go", "od", "Ġb", "a", "d", "</s>"]),
        ("roberta", "é", ["<s>", "Ã", "©", "</s>"]),
    ],
)
def test_each_family_says_what_is_worked_out_by_its_weights(tmp_path, family, text, tokens):
    written = write_model(tmp_path, family)

    said = classifier(tmp_path).probabilities(text)

    assert said == pytest.approx(written.probabilities(*tokens), abs=1e-6)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_long_text_is_cut_to_what_the_folder_says_that_the_model_reads(tmp_path, family):
    written = write_model(tmp_path, family)
    begin, end, one = ("<s>", "</s>", "d") if family == "roberta" else ("[CLS]", "[SEP]", "late")
    long = "d" * 500 if family == "roberta" else "late " * 500

    ten = classifier(tmp_path).probabilities(long)
    written.change("tokenizer_config.json", model_max_length=6)
    six = classifier(tmp_path).probabilities(long)
    written.change("tokenizer_config.json", model_max_length=None)

    assert ten == pytest.approx(written.probabilities(begin, *[one] * 8, end), abs=1e-6)
    assert six == pytest.approx(written.probabilities(begin, *[one] * 4, end), abs=1e-6)
    assert classifier(tmp_path).probabilities(long) == pytest.approx(ten)


def test_labels_come_from_the_folder_and_mean_what_the_config_says(tmp_path):
    write_model(tmp_path, labels=("1 star", "2 stars", "5 stars"))
    said = classifier(tmp_path).probabilities("good")
    means = {"1 STAR": "bad", "2 stars": "bad"}

    plain, joined = opened(tmp_path), opened(tmp_path, labels=means)

    assert plain.labels == ("1 star", "2 stars", "5 stars")
    assert (joined.labels, joined.outputs) == (("bad", "5 stars"), ((0, 1), (2,)))
    assert said.sum() == pytest.approx(1)
    assert plain.version != joined.version != opened(tmp_path, unsure_below=0.5).version
    assert plain.version == opened(f"{tmp_path}/").version
    with pytest.raises(ConfigError, match=r"languages\.own\.mood\.labels names 4 stars; .* 1 star"):
        opened(tmp_path, labels={"4 stars": "good"})


def test_labels_that_the_table_does_not_have_are_refused_with_what_to_set(tmp_path):
    write_model(tmp_path, labels=("NEGATIVE", "ok", "Positive"))

    with pytest.raises(
        ConfigError,
        match=r"Set languages\.own\.sentiment\.labels: say which of negative, neutral, positive "
        r"each of ok means; the model has the labels NEGATIVE, ok, Positive\.",
    ):
        opened(tmp_path, "sentiment")
    model = opened(tmp_path, "sentiment", labels={"OK": "Neutral"})
    assert (model.labels, model.outputs) == (
        ("negative", "neutral", "positive"),
        ((0,), (1,), (2,)),
    )


def test_a_model_whose_files_name_no_labels_has_those_that_transformers_gives_it(tmp_path):
    written = write_model(tmp_path, labels=("no", "yes"))
    written.change("config.json", id2label=None)

    assert opened(tmp_path).labels == ("LABEL_0", "LABEL_1")


def test_what_posts_get_depends_on_their_text_alone_in_an_export_with_8_bits_too(
    spark, frame, tmp_path
):
    write_model(tmp_path)
    whole = tmp_path / "model.onnx"
    quantize_dynamic(whole, tmp_path / "small.onnx", weight_type=QuantType.QInt8)
    (tmp_path / "small.onnx").rename(whole)
    kinds = {node.op_type for node in onnx.load(whole).graph.node}
    assert "DynamicQuantizeLinear" in kinds
    session = onnxruntime.InferenceSession(str(whole))
    texts = np.array([[2, 5, 3], [2, 9, 3]])  # good; late
    fed = {"input_ids": texts, "attention_mask": texts * 0 + 1, "token_type_ids": texts * 0}
    (together,) = session.run(None, fed)
    (alone,) = session.run(None, {name: of[:1] for name, of in fed.items()})
    assert not np.allclose(together[:1], alone, atol=1e-4)  # or this would be no test

    model = opened(tmp_path)
    few = chances(posts_of(frame, "good"), model)
    many = chances(posts_of(frame, "good", "late", "GOOD", "good", "bad days"), model)

    raised = np.exp(alone[0].astype(np.float64))
    assert few["0"] == pytest.approx(raised / raised.sum(), abs=1e-6)
    assert many["0"] == few["0"] == many["2"] == many["3"]
    assert many["1"] != few["0"]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("@Delta_1: late again http://t.co/x!", "@user late again http"),
        ("me@home.org (@you) https", "me@home.org (@you) http"),
        ("@ 5 pm\n@a\nhttps://t.co/y", "@ 5 pm\n@user\nhttp"),
    ],
)
def test_handles_and_links_are_written_as_cardiff_models_learned_them(text, read):
    assert as_cardiff(text) == read


def test_a_text_is_prepared_as_the_model_was_trained(spark, frame, tmp_path):
    write_model(tmp_path, "roberta")
    posts = posts_of(frame, "@a bad http://b", "@user bad http")

    plain, prepared = opened(tmp_path), opened(tmp_path, prepare="cardiff")
    as_it_is, as_learned = chances(posts, plain), chances(posts, prepared)

    assert as_learned["0"] == as_learned["1"] == as_it_is["1"] != as_it_is["0"]
    assert plain.version != prepared.version


def test_posts_that_share_a_text_but_for_capitals_are_read_as_they_are_written(
    spark, frame, tmp_path
):
    written = write_model(tmp_path, "distilbert")

    said = chances(posts_of(frame, "good", "Good", "good"), opened(tmp_path))

    small = written.probabilities("[CLS]", "good", "[SEP]")
    assert said["0"] == said["2"] == pytest.approx(small, abs=1e-6)
    assert said["1"] == pytest.approx(written.probabilities("[CLS]", "[UNK]", "[SEP]"), abs=1e-6)


@pytest.fixture
def bucket_of_workers(bucket, s3, spark, monkeypatch):
    """A bucket that Python workers may use too, as those of a cluster do by their machine."""
    for name, value in s3.environment.items():
        monkeypatch.setitem(spark.sparkContext.environment, name, value)
    return bucket


def test_a_folder_on_s3_is_read_by_the_workers_themselves(frame, tmp_path, bucket_of_workers):
    bucket = bucket_of_workers
    write_model(tmp_path / "model", "roberta")
    copy_folder(str(tmp_path / "model"), f"{bucket}/models/mood")

    there, here = opened(f"{bucket}/models/mood"), opened(tmp_path / "model")

    assert there.version == here.version
    posts = posts_of(frame, "good bad")
    assert chances(posts, there) == chances(posts, here)
    with pytest.raises(InputError, match=r"no config\.json, no .* in s3a://.*/models/none\."):
        opened(f"{bucket}/models/none")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("config.json", r"There is no config\.json in .*optimum-cli export onnx"),
        ("tokenizer.json", r"There is no tokenizer\.json in .*AutoTokenizer.*save_pretrained"),
        ("model.onnx", r"There is no model\.onnx or onnx/model\.onnx in .*optimum-cli export"),
    ],
)
def test_a_file_that_is_missing_is_named_with_what_writes_it(tmp_path, name, found):
    write_model(tmp_path)
    (tmp_path / name).unlink()

    with pytest.raises(InputError, match=found):
        opened(tmp_path)


def test_an_export_may_lie_in_a_folder_of_its_own_as_in_the_hub(tmp_path):
    write_model(tmp_path)
    before = opened(tmp_path).version
    (tmp_path / "onnx").mkdir()
    (tmp_path / "model.onnx").rename(tmp_path / "onnx" / "model.onnx")
    (tmp_path / "tokenizer_config.json").unlink()

    assert opened(tmp_path).labels == ("NEG", "NEU", "POS")
    assert opened(tmp_path).version != before


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"model_type": None}, r"config\.json has no model_type"),
        ({"max_position_embeddings": None}, "says no maximum length: set model_max_length"),
        ({"max_position_embeddings": 1}, r"adds 2 tokens where a text begins and ends, of 1 "),
        ({"max_position_embeddings": 12}, "does not read 12 tokens .* where its files allow 12"),
        ({"id2label": {"0": "a", "1": "b"}}, r"array of \(1, 3\) .* names the labels a, b: put"),
        ({"id2label": {"0": "a"}}, "needs two labels or more"),
        ({"id2label": {"0": "a", "2": "b"}}, "numbered from 0"),
        ({"id2label": {"0": "a", "1": "a"}}, "a name of its own"),
        ({"id2label": "a"}, "needs two labels or more"),
        ({"problem_type": "multi_label_classification"}, "gives each text one of its labels"),
    ],
)
def test_a_config_that_does_not_fit_is_refused_with_what_is_wrong(tmp_path, changes, found):
    write_model(tmp_path).change("config.json", **changes)

    with pytest.raises(InputError, match=found):
        opened(tmp_path)


def test_files_that_are_broken_are_named(tmp_path):
    def refused(name, content, found):
        write_model(tmp_path)
        (tmp_path / name).write_bytes(content)
        with pytest.raises(InputError, match=found):
            opened(tmp_path)

    whole = write_model(tmp_path).folder / "model.onnx"
    refused("config.json", b"{", r"config\.json is not JSON")
    refused("config.json", b"[]", r"config\.json holds no JSON object")
    refused("tokenizer_config.json", b"\xff", r"tokenizer_config\.json is not JSON")
    refused("tokenizer.json", b"{}", r"tokenizer\.json is no tokenizer \(.*make it with")
    refused("model.onnx", whole.read_bytes()[:200], "is none that ONNX Runtime loads")
    (tmp_path / "config.json").unlink()
    (tmp_path / "config.json").mkdir()
    with pytest.raises(InputError, match=r"config\.json cannot be read: Is a directory"):
        opened(tmp_path)


def test_a_model_of_another_kind_is_refused(tmp_path):
    folder = write_model(tmp_path).folder
    whole = onnx.load(folder / "model.onnx")

    def refused(found):
        with pytest.raises(InputError, match=found):
            opened(tmp_path)

    onnx.save(
        whole,
        folder / "model.onnx",
        save_as_external_data=True,
        location="weights.bin",
        size_threshold=0,
    )
    refused(r"in a file beside it, weights\.bin: one that holds them itself")
    pictures = onnx.load(folder / "model.onnx")
    pictures.graph.input[0].name = "pixels"
    pictures.graph.node[0].input[1] = pictures.graph.node[1].input[0] = "pixels"
    onnx.save(pictures, folder / "model.onnx")
    refused("reads pixels, attention_mask, token_type_ids; a classifier of texts reads input_ids")
    write_model(tmp_path / "words", "roberta")
    write_model(tmp_path)
    (tmp_path / "words" / "tokenizer.json").rename(tmp_path / "tokenizer.json")
    refused(r"does not read 4 tokens of its tokenizer.*see that tokenizer\.json is of the same")
    write_model(tmp_path).change("tokenizer.json", post_processor=None)
    (tmp_path / "tokenizer.json").write_text(
        (tmp_path / "tokenizer.json").read_text().replace('"post_processor"', '"was"')
    )
    refused("adds 0 tokens where a text begins and ends")


def test_a_model_that_is_changed_while_it_is_in_use_is_not_used(spark, frame, tmp_path):
    write_model(tmp_path)
    model = opened(tmp_path)
    write_model(tmp_path, seed=4)

    with pytest.raises(Exception, match="was changed while it was in use: run again"):
        chances(posts_of(frame, "good"), model)


def test_a_missing_package_is_named_with_the_extra(tmp_path, monkeypatch):
    write_model(tmp_path)
    monkeypatch.setitem(sys.modules, "onnxruntime", None)

    with pytest.raises(PlatformError, match=r"needs onnxruntime: install .* the extra \[own\]"):
        opened(tmp_path)


def test_a_line_of_config_names_a_model_and_is_looked_at_before_spark_starts(tmp_path):
    folder = tmp_path / "model"
    places = ["lake.root=lake", f"languages.own.sentiment.path={folder}"]

    settings = load(conf_dir=None, overrides=places).languages

    assert settings.own["sentiment"].path == str(folder)
    with pytest.raises(InputError, match=r"no config\.json, no tokenizer\.json, no model\.onnx or"):
        check_own_models(settings)
    write_model(folder, labels=("negative", "positive"))
    check_own_models(settings)


@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        ({"heads": ("sentiment",)}, "heads names sentiment"),
        ({"heads": ("mood",), "own": {"mood": {"path": "x"}}}, "heads names mood"),
        ({"heads": ("mood", "mood")}, "names a model twice"),
        ({"heads": ("Mood",)}, "should match pattern"),
        ({"own": {"my mood": {"path": "x"}}}, "should match pattern"),
    ],
)
def test_a_name_stands_for_one_model(wrong, found):
    with pytest.raises(ValueError, match=found):
        LanguageSettings(**wrong)
