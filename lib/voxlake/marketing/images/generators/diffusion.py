"""Images of a model of Stable Diffusion in a folder, through `diffusers`."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from voxlake.core.errors import ConfigError
from voxlake.marketing.generating.errors import RefusedError
from voxlake.marketing.images.generators.base import Made
from voxlake.marketing.images.requests import ImageRequest
from voxlake.marketing.images.settings import DiffusionSettings

_LATENT = 8  # pixels, each way, of a value that the model paints
_DEFAULT_SIDE = 512  # that the model was trained on, where it does not say


@dataclass
class DiffusionGenerator:
    """Draws with a model that is loaded once, when the first image is asked for."""

    settings: DiffusionSettings
    name: str = "diffusion"
    is_of_words: bool = False
    _loaded: Any = field(default=None, repr=False)

    def model(self, request: ImageRequest) -> str:
        """The name of the model's folder."""
        return Path(self._folder()).name

    def prompt(self, request: ImageRequest) -> str:
        """What is asked for."""
        return request.prompt

    def recipe(self, request: ImageRequest) -> str:
        """The prompt, and how the model is driven."""
        return json.dumps([request.prompt, self.settings.model_dump(exclude={"device"})])

    def make(self, request: ImageRequest) -> Made:
        """Draw, in about the size that the model knows and the shape that is wanted.

        Raises:
            RefusedError: the model's own filter holds the image back.
            ConfigError: there is no model in the folder, or the extra is not installed.
        """
        pipeline, torch = self._pipeline()
        width, height = self._size(request, pipeline)
        seeded = torch.Generator("cpu").manual_seed(request.seed)  # the same on every device
        answer = pipeline(
            request.prompt,
            negative_prompt=self.settings.avoid or None,
            num_inference_steps=self.settings.steps,
            guidance_scale=self.settings.guidance,
            width=width,
            height=height,
            generator=seeded,
        )
        if any(getattr(answer, "nsfw_content_detected", None) or []):
            raise RefusedError("the model's own filter holds the image back")
        return Made(answer.images[0].convert("RGB"))

    def _folder(self) -> str:
        path = self.settings.path
        if path is None or not Path(path.removeprefix("file:"), "model_index.json").is_file():
            raise ConfigError(
                "images.diffusion.path: there is no model with a model_index.json in "
                f"{path}. Give the folder of one that diffusers saved, on this machine."
            )
        return path.removeprefix("file:")

    def _pipeline(self) -> tuple[Any, Any]:
        """The loaded model, and torch."""
        folder = self._folder()
        try:
            import torch  # noqa: PLC0415  (of an extra)
            from diffusers import DiffusionPipeline  # noqa: PLC0415
        except ImportError as error:
            raise ConfigError(
                f"images.generator diffusion needs {error.name}: install voxlake with the extra "
                "[diffusion]."
            ) from error
        if self._loaded is None:
            wished = self.settings.device
            found = "cuda" if torch.cuda.is_available() else "cpu"
            device = found if wished == "auto" else wished
            kind = torch.float16 if device.startswith("cuda") else torch.float32
            loaded = DiffusionPipeline.from_pretrained(
                folder, torch_dtype=kind, local_files_only=True
            )
            loaded.set_progress_bar_config(disable=True)
            self._loaded = loaded.to(device)
        return self._loaded, torch

    def _size(self, request: ImageRequest, pipeline: Any) -> tuple[int, int]:  # noqa: ANN401
        unet = getattr(pipeline, "unet", None)
        scale = getattr(pipeline, "vae_scale_factor", _LATENT)
        side = unet.config.sample_size * scale if unet is not None else _DEFAULT_SIDE
        return size_near(side, request.network.width / request.network.height, scale)


def size_near(side: int, ratio: float, scale: int = _LATENT) -> tuple[int, int]:
    """Width and height of about side x side pixels in a shape, in whole steps.

    Args:
        side: That the model was trained on.
        ratio: Width over height.
        scale: The step; a model's are 8 pixels.
    """
    step = max(scale, _LATENT)
    width, height = side * math.sqrt(ratio), side / math.sqrt(ratio)
    return max(step, round(width / step) * step), max(step, round(height / step) * step)
