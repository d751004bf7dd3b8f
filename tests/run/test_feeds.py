from pathlib import Path

import pytest

from voxlake.core.errors import ConfigError
from voxlake.ingest.settings import IngestSettings
from voxlake.run import feeds
from voxlake.run.config import load
from voxlake.run.feeds import read_feeds, remember, remembered
from voxlake.run.inputs import SAMPLE_SOURCES, choose_sources, holds_sample, read_inputs
from voxlake.run.launch import runner_in
from voxlake.run.sample import for_sample, prepare_sample
from voxlake.tables import DATA_QUALITY

PROJECT = Path(__file__).resolve().parents[2]
SHIPPED = str(PROJECT / "conf" / "sources")
MINE = """
name: mine
format: json
path: posts
tables:
  posts: {post_id: id, posted_at: at}
"""


@pytest.fixture
def home(tmp_path) -> str:
    """Folder of a lake that was fed from `mine`."""
    (tmp_path / "mine.yaml").write_text(MINE)
    remember(str(tmp_path / "lake"), read_feeds(str(tmp_path / "mine.yaml"), str(tmp_path)))
    return str(tmp_path / "lake")


@pytest.fixture
def sample_home(tmp_path) -> str:
    """Folder of a lake that was fed from the sample."""
    home = str(tmp_path / "sample_lake")
    settings, _ = choose_sources(IngestSettings(sources_dir=SHIPPED), home, sample=True)
    remember(home, read_inputs(settings).feeds)
    return home


def test_a_run_without_sources_reads_those_that_the_lake_was_fed_from(home, tmp_path):
    (feed,) = read_inputs(IngestSettings(), home).feeds

    assert feed.source.name == "mine"
    assert (feed.file, feed.data) == (str(tmp_path / "mine.yaml"), str(tmp_path))
    with pytest.raises(ConfigError, match="the lake remembers none: give --sources"):
        read_inputs(IngestSettings(), str(tmp_path / "empty"))


def test_a_source_is_remembered_as_its_file_says_now_and_as_it_said_where_it_is_gone(
    home, tmp_path
):
    (tmp_path / "mine.yaml").write_text(MINE.replace("path: posts", "path: moved"))
    assert remembered(home)["mine"].source.path == "moved"

    (tmp_path / "mine.yaml").unlink()
    assert remembered(home)["mine"].source.path == "posts"


def test_sources_of_one_file_are_read_and_remembered_one_by_one(tmp_path):
    two = tmp_path / "two.yaml"
    two.write_text(f"# Both.\n---{MINE}---{MINE.replace('mine', 'more')}")
    home = str(tmp_path / "lake")
    named = read_inputs(IngestSettings(sources=(str(two),))).feeds
    assert [feed.source.name for feed in named] == ["mine", "more"]
    remember(home, named)

    two.write_text(two.read_text().replace("path: posts", "path: moved"))
    now = read_inputs(IngestSettings(), home).feeds
    assert [(f.source.name, f.source.path) for f in now] == [("mine", "moved"), ("more", "moved")]
    feeds.forget(home, ["mine"])
    two.write_text(MINE)
    assert remembered(home)["more"].source.name == "mine"  # the one that is left in its file
    two.write_text(f"{MINE}---{MINE.replace('mine', 'others')}")
    assert remembered(home)["more"].source.path == "posts"

    two.write_text(f"{MINE}---\nname: more\npath: [\n")
    with pytest.raises(ConfigError, match=r"(?s)two\.yaml, document 2 is not YAML.*line 10"):
        read_inputs(IngestSettings(), home)


def test_a_lake_remembers_each_source_with_its_own_folder_until_it_is_told_to_forget(
    home, tmp_path
):
    (tmp_path / "other.yaml").write_text(MINE.replace("name: mine", "name: other"))
    remember(home, read_feeds(str(tmp_path / "other.yaml"), "s3a://elsewhere/in"))

    kept = remembered(home)
    assert {name: feed.data for name, feed in kept.items()} == {
        "mine": str(tmp_path),
        "other": "s3a://elsewhere/in",
    }
    feeds.forget(home, ["mine"])
    assert list(remembered(home)) == ["other"]
    with pytest.raises(ConfigError, match="no source mine; it remembers other"):
        feeds.forget(home, ["mine"])


def test_a_file_of_remembered_sources_that_is_broken_is_named(home):
    Path(home, "_voxlake", "sources.json").write_text('{"mine": 3}')

    with pytest.raises(ConfigError, match=r"sources\.json is broken .*: remove it"):
        remembered(home)


def test_the_sample_is_read_in_an_empty_lake_and_in_its_own_and_else_only_when_asked_for(
    home, sample_home, tmp_path
):
    settings = IngestSettings(sources_dir=SHIPPED)
    for its_own in (str(tmp_path / "empty"), sample_home):
        chosen, is_sample = choose_sources(settings, its_own, sample=None)
        assert is_sample
        assert (chosen.sources, chosen.data) == (SAMPLE_SOURCES, f"{its_own}/_sample")

    assert choose_sources(settings, home, sample=None) == (settings, False)
    assert choose_sources(settings, home, sample=True)[1]


def test_a_job_alone_never_makes_up_data(tmp_path):
    with pytest.raises(ConfigError, match="the lake remembers none"):
        choose_sources(IngestSettings(), str(tmp_path / "empty"), sample=False)


def test_data_of_ones_own_do_not_go_into_the_lake_of_the_sample(sample_home, tmp_path):
    (tmp_path / "mine.yaml").write_text(MINE)
    own = IngestSettings(sources=(str(tmp_path / "mine.yaml"),))

    with pytest.raises(ConfigError, match="holds the made-up sample, and mine is not of it"):
        choose_sources(own, sample_home, sample=None)
    with pytest.raises(ConfigError, match="--sources or --sample, not both"):
        choose_sources(own, str(tmp_path / "empty"), sample=True)


def test_a_lake_of_before_that_holds_rows_of_others_gets_no_sample_unasked(spark, frame, tmp_path):
    config = load(conf_dir=str(PROJECT / "conf"), overrides=[f"lake.root={tmp_path / 'lake'}"])
    runner = runner_in(spark, config)
    counts = frame(DATA_QUALITY, {"source": "mine", "step": "read", "row_count": 1})
    runner.lake.merge(counts, DATA_QUALITY)

    with pytest.raises(ConfigError, match="name them once with --sources"):
        prepare_sample(runner, is_asked=False)


def test_the_sample_brings_pages_and_a_bandit_unless_the_config_names_others():
    given = ["content.keywords=[delivery]", "publishing.experiments={alpha: 0.1}"]
    others = (
        "content.sources={mine: {path: elsewhere}}",
        "experiments.bandits={'mine:banner': {}}",
    )

    config = for_sample(load(conf_dir=str(PROJECT / "conf"), overrides=given), "lake/_sample")
    own = load(conf_dir=str(PROJECT / "conf"), overrides=[*given, *others])

    assert {name: one.path for name, one in config.content.sources.items()} == {
        "sample": "lake/_sample/pages"
    }
    assert config.content.keywords == ("delivery",)
    assert [*config.experiments.bandits] == ["sample:headline"]
    assert [*config.publishing.experiments.bandits] == ["sample:headline"]
    assert config.publishing.experiments.alpha == 0.1
    assert for_sample(own, "lake/_sample") == own


def test_a_lake_holds_the_sample_where_it_was_fed_from_nothing_else(home, sample_home, tmp_path):
    assert holds_sample(sample_home)
    assert not holds_sample(home)
    assert not holds_sample(str(tmp_path / "empty"))
    assert not holds_sample(None)
    remember(sample_home, [*remembered(home).values()])
    assert not holds_sample(sample_home)
