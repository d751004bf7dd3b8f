"""Drafts of a T5-class model in a folder; needs the extra [tune]."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from voxlake.core.errors import ConfigError, PlatformError
from voxlake.marketing.drafts.generators.answers import plain_answer, with_title
from voxlake.marketing.drafts.generators.interface import Answer, Budget, Request
from voxlake.marketing.drafts.generators.settings import T5Settings
from voxlake.marketing.generating.errors import NoAnswerError

_CONFIG = "config.json"
_BLOCK = 2**20


class T5Generator:
    """The generator `t5`."""

    def __init__(self, settings: T5Settings) -> None:
        """Load the model and its tokenizer.

        Raises:
            ConfigError: the folder is missing, or holds no such model.
            PlatformError: torch or transformers are not installed.
        """
        if settings.path is None:
            raise ConfigError("The generator t5 needs drafts.t5.path: the folder of its model.")
        folder = Path(settings.path)
        self._settings = settings
        self._torch, self._network, self._tokenizer = load_t5(folder)
        self._network.eval()
        self.model = f"{folder.name}-{fingerprint(folder)}"

    def write(self, request: Request, budget: Budget) -> Answer:
        """Draw a draft by nucleus sampling; the same for the same prompt and seed on one machine.

        Holtzman et al. 2020, "The Curious Case of Neural Text Degeneration", ICLR.

        Raises:
            NoAnswerError: the model drew no word.
        """
        limits = self._settings
        read = self._tokenizer(
            request.prompt,
            return_tensors="pt",
            truncation=True,
            max_length=limits.most_prompt_tokens,
        )
        with self._torch.random.fork_rng(devices=[]), self._torch.no_grad():
            self._torch.manual_seed(request.seed)
            drawn = self._network.generate(
                input_ids=read["input_ids"],
                attention_mask=read["attention_mask"],
                do_sample=True,
                temperature=limits.temperature,
                top_p=limits.top_p,
                max_new_tokens=limits.most_tokens,
            )
        text = plain_answer(self._tokenizer.decode(drawn[0], skip_special_tokens=True))
        if not text:
            raise NoAnswerError(f"{self.model} drew no word for {request.brief.item}")
        title, text = with_title(text) if request.brief.kind == "blog" else (None, text)
        return Answer(text, title)

    def close(self) -> None:
        """Let go of the model."""
        del self._network


def load_t5(folder: Path) -> tuple[Any, Any, Any]:
    """Torch, the model and the tokenizer of a folder; nothing is fetched, nothing is unpickled.

    Raises:
        ConfigError: the folder is missing, or holds no such model.
        PlatformError: torch or transformers are not installed.
    """
    if not (folder / _CONFIG).is_file():
        raise ConfigError(f"There is no model in {folder}: it has no {_CONFIG}.")
    try:
        import torch  # noqa: PLC0415  (an extra)
        from transformers import AutoModelForSeq2SeqLM, AutoTokenizer  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise PlatformError(
            f"A T5-class model needs {error.name}: install voxlake with the extra [tune]."
        ) from error
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        network = AutoModelForSeq2SeqLM.from_pretrained(
            folder, local_files_only=True, use_safetensors=True
        )
    except (OSError, ValueError) as error:
        said = str(error).splitlines()[0]
        raise ConfigError(f"{folder} holds no T5-class model with safetensors: {said}") from error
    return torch, network, tokenizer


def fingerprint(folder: Path) -> str:
    """SHA-256, its first 12 digits, of the files of a folder: other weights are another model."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        digest.update(f"{path.name} {path.stat().st_size}\n".encode())
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    return digest.hexdigest()[:12]
