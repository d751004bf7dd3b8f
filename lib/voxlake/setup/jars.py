"""Resolves the jars of conf/packages.yaml once, with Spark's own Ivy.

Each set lands in a folder of its own in the cache, with a stamp that says what was resolved:
later runs find the stamp and need neither a JVM nor a network.
"""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import cast

import yaml

from voxlake.core.cache import cache_dir
from voxlake.core.errors import ConfigError, PlatformError
from voxlake.setup.trust import trust_settings
from voxlake.spark.java import java_home

STAMP = "resolved.txt"
log = logging.getLogger(__name__)


def prepare_jars(name: str, conf: Path) -> Path:
    """The folder of a jar set, resolved on the first call.

    Args:
        name: A set of `packages.yaml`: core or s3.
        conf: Folder with `packages.yaml` and `ivysettings.xml`.

    Raises:
        PlatformError: Spark's Ivy could not resolve them all.
    """
    folder = cache_dir() / f"ivy-{name}"
    settings = ivy_settings(name, conf)
    wanted = "".join(f"{key} {value}\n" for key, value in settings.items())
    stamp = folder / STAMP
    if stamp.is_file() and stamp.read_text() == wanted:
        return folder / "jars"
    log.info("resolving the jar set %r, once, with Spark's own Ivy", name)
    stamp.unlink(missing_ok=True)
    shutil.rmtree(folder / "jars", ignore_errors=True)
    _resolve(name, settings, folder, conf / "ivysettings.xml")
    stamp.write_text(wanted)
    return folder / "jars"


def ivy_settings(name: str, conf: Path) -> dict[str, str]:
    """Spark settings that say which packages to resolve and what to leave out of them."""
    path = conf / "packages.yaml"
    sets = cast(dict[str, dict[str, list[str]]], yaml.safe_load(path.read_text()))
    if name not in sets:
        raise ConfigError(f"{path} has no jar set {name!r}; it has {', '.join(sorted(sets))}.")
    chosen = sets[name]
    settings = {"spark.jars.packages": ",".join(chosen["packages"])}
    if exclusions := chosen.get("exclusions"):
        settings["spark.jars.excludes"] = ",".join(exclusions)
    return settings


def _resolve(name: str, settings: dict[str, str], folder: Path, ivysettings: Path) -> None:
    """Let spark-submit resolve the packages before it runs a program that does nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    nothing = folder / "nothing.py"
    nothing.write_text("")
    places = {
        "spark.master": "local[1]",
        "spark.jars.ivy": str(folder),
        "spark.jars.ivySettings": str(ivysettings.resolve()),
        **trust_settings(),
    }
    command = [sys.executable, "-m", "pyspark.find_spark_home"]
    home = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    submit = [f"{home}/bin/spark-submit"]
    for key, value in {**places, **settings}.items():
        submit += ["--conf", f"{key}={value}"]
    environment = {**os.environ, "JAVA_HOME": str(java_home()), "PYSPARK_PYTHON": sys.executable}
    done = subprocess.run(
        [*submit, str(nothing)], capture_output=True, text=True, check=False, env=environment
    )
    nothing.unlink()
    if done.returncode != 0:
        raise PlatformError(
            f"The jar set {name!r} could not be resolved into {folder}: {_reason(done.stderr)} "
            f"Check the network and {ivysettings}, then run the set-up again."
        )


def _reason(log: str) -> str:
    """Ivy's first complaint, or the last line of the log."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    complaints = [line for line in lines if "unresolved" in line or "rror" in line]
    return (complaints or lines[-1:] or ["no message"])[0].rstrip(".") + "."
