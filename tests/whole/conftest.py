"""Whole runs of the pipeline on one tiny sample: in this session, or by a command line to kill."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import child
import pytest
from own_models import write_model
from pyspark.sql import SparkSession

from voxlake.core.days import Days
from voxlake.pipeline import select
from voxlake.run.config import load
from voxlake.run.inputs import SAMPLE_SOURCES
from voxlake.run.launch import runner_in
from voxlake.run.sample import write_site
from voxlake.sample.generate import write_sample
from voxlake.sample.settings import SampleSettings
from voxlake.sample.site import PAGES_FOLDER

PROJECT = Path(__file__).resolve().parents[2]
SETTINGS = SampleSettings(users=100, days=21, posts_per_user=10)
SMALL = (
    "topics.iterations=10",
    "topics.min_documents=2",
    "segments.restarts=1",
    "segments.methods=[kmeans]",
    "segments.bootstraps=1",
    "segments.min_stability=0",
    "segments.min_segment_users=2",
    "value.min_repeat_buyers=5",
    "value.holdout_days=7",
    "alerts.min_weeks=2",
    "alerts.min_posts=5",
    "alerts.false_alarms=0.4",
    "evidence.count=2",
    "share_of_voice.brands={one: ['#football', '#music'], two: ['#tech']}",
    "share_of_voice.accounts={one: ['sample:u1', 'sample:u2', 'sample:u3'], two: ['sample:u4']}",
    "trends.level_days=7",
    "trends.lookback_days=14",
    "trends.false_alarms=0.4",
    "trends.min_posts=1",
    "trends.min_term_days=1",
    "trends.min_authors=1",
    "trends.prior_authors=0.5",
    "search.queries=[delivery]",
    "drafts.briefs=[{item: news, topic: delivery}]",
    "experiments.bandits={'sample:headline': {}}",
)


@dataclass(frozen=True)
class Pipeline:
    """The pipeline over one sample."""

    spark: SparkSession
    folder: Path

    @property
    def conf(self) -> Path:
        """The configuration, with settings of a session for few rows."""
        return self.folder / "conf"

    @property
    def log(self) -> Path:
        """What the last command said."""
        return self.folder / "log"

    @property
    def sheet(self) -> Path:
        """Labels that people gave."""
        return self.folder / "labels.csv"

    def changes(self, lake: Path) -> list[str]:
        """What differs from the configuration, as the command line takes it."""
        return [
            *SMALL,
            f"lake.root={lake}",
            f"ingest.sources=[{','.join(SAMPLE_SOURCES)}]",
            f"ingest.data={self.folder / 'sample'}",
            f"languages.own={{mine: {{path: {self.folder / 'own'}}}}}",
            f"content.sources={{site: {{path: {self.folder / 'sample' / PAGES_FOLDER}}}}}",
            f"labels.sheet={self.sheet}",
            "labels.annotator=ann",
        ]

    def run(
        self, lake: Path, jobs: Iterable[str], days: Days | None = None, *, fit: bool = False
    ) -> None:
        """Run jobs to the end, in this process."""
        config = load(conf_dir=str(self.conf), overrides=self.changes(lake))
        replace(runner_in(self.spark, config), strict=True).run(select(jobs), days, fit=fit)

    def start(self, lake: Path, job: str) -> subprocess.Popen[bytes]:
        """Start a job by the command line."""
        changes = [part for change in self.changes(lake) for part in ("--set", change)]
        arguments = ["run", "--jobs", job, "--conf-dir", self.conf, *changes]
        return child.command(*arguments, log=self.log)

    def run_by_command(self, lake: Path, job: str) -> None:
        """Run a job by the command line, to the end."""
        code = self.start(lake, job).wait(child.PATIENCE_SECONDS)
        assert code == 0, self.log.read_text()[-4000:]

    def run_until(self, moment: Callable[[], bool], lake: Path, job: str) -> None:
        """Run a job by the command line, and kill its whole process group at a moment."""
        child.kill_at(moment, self.start(lake, job), self.log)


@pytest.fixture(scope="module")
def pipeline(spark, tmp_path_factory) -> Pipeline:
    folder = tmp_path_factory.mktemp("pipeline")
    write_sample(spark, str(folder / "sample"), SETTINGS)
    write_site(str(folder / "sample"))
    write_model(folder / "own")
    shutil.copytree(PROJECT / "conf", folder / "conf")
    with (folder / "conf" / "spark" / "local.conf").open("a") as settings:
        settings.writelines(f"{key} {value}\n" for key, value in child.FEW_ROWS.items())
    return Pipeline(spark, folder)
