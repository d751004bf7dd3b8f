"""The generator that drives Stable Diffusion, with a tiny model of random weights."""

import json
from datetime import date

import numpy as np
import pytest

from voxlake.marketing.images.generators.diffusion import DiffusionGenerator
from voxlake.marketing.images.making import made_images
from voxlake.marketing.images.networks import NETWORKS
from voxlake.marketing.images.requests import ImageRequest
from voxlake.marketing.images.settings import DiffusionSettings, ImageSettings

pytestmark = pytest.mark.whole
DAY = date(2024, 3, 1)


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """A folder with a model of Stable Diffusion of some thousand weights."""
    torch = pytest.importorskip("torch", reason="needs the extra [diffusion]")
    diffusers = pytest.importorskip("diffusers", reason="needs the extra [diffusion]")
    transformers = pytest.importorskip("transformers", reason="needs the extra [diffusion]")
    folder = tmp_path_factory.mktemp("diffusion")
    torch.manual_seed(1)
    blocks = {"block_out_channels": (32, 64), "layers_per_block": 1, "norm_num_groups": 8}
    unet = diffusers.UNet2DConditionModel(
        sample_size=8,
        in_channels=4,
        out_channels=4,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=32,
        attention_head_dim=8,
        **blocks,
    )
    vae = diffusers.AutoencoderKL(
        down_block_types=("DownEncoderBlock2D", "DownEncoderBlock2D"),
        up_block_types=("UpDecoderBlock2D", "UpDecoderBlock2D"),
        latent_channels=4,
        **blocks,
    )
    tokenizer = _tokenizer(transformers, folder / "words")
    text = transformers.CLIPTextConfig(
        hidden_size=32,
        intermediate_size=37,
        num_attention_heads=4,
        num_hidden_layers=2,
        vocab_size=len(tokenizer),
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    diffusers.StableDiffusionPipeline(
        vae=vae,
        text_encoder=transformers.CLIPTextModel(text),
        tokenizer=tokenizer,
        unet=unet,
        scheduler=diffusers.DDIMScheduler(clip_sample=False, steps_offset=1),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    ).save_pretrained(folder / "tiny")
    return folder / "tiny"


def _tokenizer(transformers, folder):
    """One that knows letters alone."""
    folder.mkdir()
    letters = [chr(c) for c in range(33, 127)]
    words = [*letters, *(f"{c}</w>" for c in letters), "<|startoftext|>", "<|endoftext|>"]
    (folder / "vocab.json").write_text(json.dumps({word: n for n, word in enumerate(words)}))
    (folder / "merges.txt").write_text("#version: 0.2\n")
    return transformers.CLIPTokenizer.from_pretrained(str(folder), model_max_length=77)


class Nowhere(dict):
    """A store that keeps files in memory."""

    def read(self, name):
        return self.get(name)

    def write(self, name, content):
        self[name] = content

    def place(self, name):
        return name


def request(prompt="Fees are gone", seed=1):
    return ImageRequest("i", "d", DAY, NETWORKS["x"], prompt, "", "", seed)


def test_the_same_prompt_and_seed_give_the_same_image_and_others_another(model):
    settings = DiffusionSettings(path=str(model), steps=2, device="cpu")
    generator = DiffusionGenerator(settings)

    first, again, other = (generator.make(request(seed=seed)).image for seed in (1, 1, 2))
    words = generator.make(request("Something else entirely")).image

    assert generator.model(request()) == "tiny"
    assert first.size == (24, 16)
    assert first.tobytes() == again.tobytes()
    assert first.tobytes() != other.tobytes()
    assert not np.array_equal(np.asarray(first), np.asarray(words))


def test_what_the_model_draws_is_brought_to_the_size_of_the_network_or_rejected(model):
    settings = ImageSettings(
        networks=("x",), most_enlarged=100, diffusion={"path": str(model), "steps": 1}
    )
    generator = DiffusionGenerator(settings.diffusion)

    (row,) = made_images([request()], generator, Nowhere(), settings)
    strict = settings.model_copy(update={"most_enlarged": 2.0})
    (small,) = made_images([request()], generator, Nowhere(), strict)

    assert (row["state"], row["generator"], row["model"]) == ("offered", "diffusion", "tiny")
    assert small["state"] == "rejected"
    assert "too small" in small["reason"]
