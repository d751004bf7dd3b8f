"""Train one text encoder for all heads together; goes on from its checkpoint after a kill."""

from __future__ import annotations

import hashlib
import importlib
import itertools
import json
import logging
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyspark.sql import functions as F

from voxlake.core.errors import ConfigError, PlatformError
from voxlake.language.encoder.embeddings import read_by
from voxlake.language.encoder.reading import FEELINGS
from voxlake.language.encoder.settings import EncoderSettings, EncoderTexts
from voxlake.language.labels.labelled import draw_of_group, read_labelled
from voxlake.run.context import Context
from voxlake.spark.bounded import collect_at_most

if TYPE_CHECKING:
    from voxlake.language.encoder.fine_tuning import Example

_log = logging.getLogger(__name__)


def run(ctx: Context, settings: EncoderSettings) -> None:
    """Read the tables, train, measure on what is held out, and write the encoder with 8 bits."""
    if not (settings.template and settings.output and settings.texts):
        raise ConfigError("train_encoder needs encoder.template, encoder.output, encoder.texts.")
    tuning = _module("fine_tuning")
    output = Path(settings.output)
    output.mkdir(parents=True, exist_ok=True)
    learned: list[tuple[EncoderTexts, list[Example]]] = []
    held_out: dict[str, list[Example]] = {}
    for table in settings.texts:
        own, others = _examples(ctx, table, settings)
        learned.append((table, own))
        held_out[f"{table.head} of {table.texts.path}"] = others
    trainings = [
        tuning.rounds_of(learned, settings, number) for number in range(settings.trainings)
    ]
    fingerprint = _fingerprint(settings, trainings)
    texts = trainings[0][0]
    with ctx.models.fit("encoder", settings, {}) as fit:
        model, tokenizer = tuning.prepared(Path(settings.template), texts, settings)
        trainer = _module("training").Trainer(
            model, tokenizer, settings, output / "checkpoint.pt", fingerprint, _progress
        )
        trainer.train(trainings)
        for name, examples in held_out.items():
            if examples:
                rate = tuning.hit_rate(model, tokenizer, examples)
                fit.metrics({"hit_rate": rate, "texts": len(examples)}, split=name)
                ctx.note(**{name: f"{rate:.4f} of {len(examples)} held out"})
    card = {
        "trained_on": [table.texts.path for table in settings.texts],
        "settings": fingerprint[:8],
    }
    tuning.save_encoder(
        model,
        tokenizer,
        Path(settings.template),
        output,
        texts=[each.text for each in texts],
        settings=settings,
        card=card,
    )
    ctx.note(encoder=str(output / "encoder.zip"))


def _module(name: str) -> Any:  # noqa: ANN401  (a module)
    """One of those that import torch, which is an extra."""
    try:
        return importlib.import_module(f"voxlake.language.encoder.{name}")
    except ModuleNotFoundError as error:
        raise PlatformError(
            f"train_encoder needs {error.name}: install voxlake with the extra [train]."
        ) from error


def _examples(
    ctx: Context, table: EncoderTexts, settings: EncoderSettings
) -> tuple[list[Example], list[Example]]:
    """Texts to learn from and texts held out; `encoder.max_texts` of a table at most."""
    labelled = read_labelled(ctx.spark, table.texts)
    texts = labelled.select(
        "text_hash",
        "label",
        read_by(FEELINGS, F.col("text")).alias("text"),
        (draw_of_group(settings.seed) < settings.held_out).alias("is_held_out"),
    )
    most, what = settings.max_texts, f"labelled texts in {table.texts.path}"
    remedy = f"Raise encoder.max_texts, the most that the driver holds, now {most:,}."
    found = collect_at_most(texts, most, what, remedy)
    rows = sorted(found, key=lambda row: (row["text_hash"], row["label"]))
    places = {name: place for place, name in enumerate(settings.heads[table.head])}
    told = tuple(sorted({places[name] for names in table.means.values() for name in names}))
    apart = table.separator or "\n"  # no label has a line end
    given = [row["label"].split(apart) for row in rows]
    if unknown := sorted({label for labels in given for label in labels} - set(table.means)):
        raise ConfigError(f"{table.texts.path}: encoder.texts.means lacks {', '.join(unknown)}.")
    counts = Counter(labels[0] for labels in given)
    weights = {
        label: (len(rows) / (len(counts) * count)) ** table.balance
        for label, count in counts.items()
    }
    example_of = _module("fine_tuning").Example
    parts: tuple[list[Example], list[Example]] = ([], [])
    for row, labels in zip(rows, given, strict=True):
        allowed = tuple(sorted({places[n] for label in labels for n in table.means[label]}))
        example = example_of(row["text"], table.head, allowed, told, weights[labels[0]])
        parts[row["is_held_out"]].append(example)
    return parts


def _fingerprint(settings: EncoderSettings, trainings: list[list[list[Example]]]) -> str:
    """Of what decides the weights: settings but names and places, and the texts in order."""
    others = {"name", "template", "output", "checkpoint_steps", "kept_tokens"}
    kept = settings.model_dump(mode="json", exclude=others)
    digest = hashlib.sha256(json.dumps(kept, sort_keys=True).encode())
    for rounds in trainings:
        for each in itertools.chain.from_iterable(rounds):
            digest.update(repr(each).encode())
    return digest.hexdigest()


def _progress(step: int, steps: int, loss: float) -> None:
    _log.info("step %d of %d, loss %.4f", step, steps, loss)
