"""The made-up sample: what runs over it have set, and how it comes into the lake's folder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pyspark.sql import functions as F

from voxlake.core import storage
from voxlake.core.errors import ConfigError
from voxlake.core.terminal import say
from voxlake.marketing.content.settings import ContentSource
from voxlake.marketing.experiments.settings import BanditSettings
from voxlake.pipeline import SECTIONS, Section
from voxlake.run.config import Config
from voxlake.run.inputs import SAMPLE_SOURCES
from voxlake.run.runner import Runner
from voxlake.sample.bandit import BANDIT
from voxlake.sample.generate import write_sample
from voxlake.sample.settings import NAMESPACE
from voxlake.sample.site import PAGES, PAGES_FOLDER, SITE
from voxlake.spark.progress import bar
from voxlake.tables import DATA_QUALITY

SAMPLE_SECTIONS = frozenset({"content", "experiments", "publishing"})
"""Sections of which the sample has settings of its own."""


def for_sample(config: Config, folder: str) -> Config:
    """The config with the pages and the bandit of the sample, where it names no others.

    Args:
        config: All settings.
        folder: Where the sample is.
    """
    if not config.content.sources:
        pages = ContentSource(path=f"{folder}/{PAGES_FOLDER}", base_url=SITE)
        config = _changed(config, "content", {"sources": {NAMESPACE: pages}})
    if not config.experiments.bandits:
        bandits = {f"{NAMESPACE}:{BANDIT}": BanditSettings()}
        config = _changed(config, "experiments", {"bandits": bandits})
    return config


def _changed(config: Config, name: str, changes: Mapping[str, Any]) -> Config:
    """The config with other settings of a section, there and where other sections take it."""

    def changed(section: Section, settings: BaseModel) -> BaseModel:
        if section.name == name:
            return settings.model_copy(update=changes)
        taken = {
            key: changed(other, getattr(settings, key)) for key, other in section.takes.items()
        }
        return settings.model_copy(update=taken)

    own = {one.name: changed(one, getattr(config, one.name)) for one in SECTIONS}
    return config.model_copy(update=own)


def prepare_sample(runner: Runner, *, is_asked: bool) -> None:
    """Write the sample where the sources start from, unless it is there.

    Raises:
        ConfigError: it is not asked for, and the lake holds rows of other sources.
    """
    if not is_asked and runner.lake.exists(DATA_QUALITY):
        known = runner.lake.read(DATA_QUALITY).select("source").distinct()
        if not known.where(~F.col("source").isin(*SAMPLE_SOURCES)).isEmpty():
            raise ConfigError(
                f"{runner.lake.place} holds rows, but does not say of which source files: name "
                "them once with --sources; or, to add the made-up sample to them, say --sample."
            )
    folder, settings = runner.config.ingest.data, runner.config.sample
    with bar(runner.spark, runner.console, "sample"):
        written = write_sample(runner.spark, folder, settings)
    write_site(folder)
    verb = "written to" if written else "found in"
    size = f"{settings.users:,} users, {settings.days} days"
    say(runner.console, f"Sample of {size} {verb} {folder}")


def write_site(folder: str) -> None:
    """Write the pages of the sample's site into the folder of the sample."""
    for name, html in PAGES.items():
        storage.write_text(f"{folder}/{PAGES_FOLDER}/{name}", html)
