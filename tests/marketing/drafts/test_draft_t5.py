"""The generator of T5-class models, and how one learns, with a tiny random model made here."""

import json

import pytest

pytest.importorskip("torch", reason="needs the extra [tune]")
pytest.importorskip("transformers", reason="needs the extra [tune]")

from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import PreTrainedTokenizerFast, T5Config, T5ForConditionalGeneration

from voxlake.core.errors import ConfigError, TooLittleDataError
from voxlake.marketing.drafts.generators.interface import Budget, Request
from voxlake.marketing.drafts.generators.settings import T5Settings, TuningSettings
from voxlake.marketing.drafts.generators.t5 import T5Generator, fingerprint
from voxlake.marketing.drafts.generators.tuning import Pair, tune
from voxlake.marketing.drafts.grounds import Grounds
from voxlake.marketing.drafts.settings import Brand, Brief

pytestmark = pytest.mark.whole  # torch and transformers take more than five seconds to import

WORDS = (
    *("write", "about", "fees", "cards", "we", "talk", "of", "them", "today", "and", "you"),
    *("may", "ask", "us"),
)
PAIRS = [
    Pair(f"write about {topic}", f"we talk about {topic} today {end}")
    for topic in ("fees", "cards")
    for end in ("", "and you", "may ask us")
]


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """A model of some thousand random numbers, and a tokenizer of its words."""
    import torch

    folder = tmp_path_factory.mktemp("tiny")
    vocabulary = {word: n for n, word in enumerate(["<pad>", "</s>", "<unk>", *WORDS])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A </s>", special_tokens=[("</s>", 1)]
    )
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="<pad>", eos_token="</s>", unk_token="<unk>"
    ).save_pretrained(folder)
    torch.manual_seed(1)
    config = T5Config(
        vocab_size=len(vocabulary), d_model=16, d_kv=8, d_ff=16, num_layers=1, num_heads=2,
        decoder_start_token_id=0, pad_token_id=0, eos_token_id=1,
    )  # fmt: skip
    T5ForConditionalGeneration(config).save_pretrained(folder)
    return folder


def settings_of(base, output, **changes):
    rules = {"rounds": 30, "batch": 3, "learning_rate": 2e-2, "held_out": 0.2, **changes}
    return TuningSettings(base=str(base), output=str(output), **rules)


def write(generator, seed, prompt="write about fees"):
    brief = Brief(item="a", topic="fees")
    return generator.write(Request(brief, Brand(), Grounds(), prompt, seed), Budget()).text


def test_a_model_learns_its_texts_and_the_fit_is_the_same_in_any_order(base, tmp_path):
    fitted = tune(PAIRS, settings_of(base, tmp_path / "one"), seed=3)
    again = tune(PAIRS[::-1] + PAIRS[:1], settings_of(base, tmp_path / "two"), seed=3)

    assert (fitted.learned, fitted.held_out) == (5, 1)
    assert fitted.loss_after < 0.5 * fitted.loss_before
    assert fitted == again
    card = json.loads((tmp_path / "one" / "voxlake.json").read_text())
    assert card["loss_after"] == fitted.loss_after
    assert not list((tmp_path / "one").glob("*.bin"))


def test_the_same_seed_draws_the_same_text_and_other_weights_are_another_model(base, tmp_path):
    tune(PAIRS, settings_of(base, tmp_path / "fitted", held_out=0), seed=3)
    fitted = T5Generator(T5Settings(path=str(tmp_path / "fitted"), most_tokens=12))
    random = T5Generator(T5Settings(path=str(base), most_tokens=12))

    texts = [write(fitted, seed) for seed in range(6)]

    assert texts == [write(fitted, seed) for seed in range(6)]
    assert sum("we talk about" in text for text in texts) >= 4
    assert "<" not in "".join(texts)
    assert fitted.model != random.model
    assert fitted.model == f"fitted-{fingerprint(tmp_path / 'fitted')}"
    fitted.close()


def test_too_few_texts_and_folders_without_a_model_are_refused(base, tmp_path):
    with pytest.raises(TooLittleDataError, match="found 1 texts"):
        tune(PAIRS[:1] * 3, settings_of(base, tmp_path / "out"), seed=0)
    with pytest.raises(ConfigError, match=r"has no config.json"):
        T5Generator(T5Settings(path=str(tmp_path)))
    with pytest.raises(ConfigError, match=r"needs drafts.t5.path"):
        T5Generator(T5Settings())
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ConfigError, match="holds no T5-class model"):
        T5Generator(T5Settings(path=str(tmp_path)))
    with pytest.raises(ValueError, match="give another folder"):
        settings_of(base, base)
