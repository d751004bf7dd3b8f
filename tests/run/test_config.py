from pathlib import Path

import pytest

from voxlake.core.errors import ConfigError
from voxlake.language.labels.label_sets import LabelSet
from voxlake.pipeline import SECTIONS
from voxlake.run.config import Config, describe, load


@pytest.fixture
def conf(tmp_path: Path) -> Path:
    (tmp_path / "base.yaml").write_text("lake: {root: from-base}\nmodels: {prefix: base}\n")
    (tmp_path / "dev.yaml").write_text("models: {prefix: dev}\n")
    return tmp_path


def test_later_layers_win(conf, monkeypatch):
    monkeypatch.setenv("VOXLAKE_LAKE__ROOT", "from-environment")

    read = load(conf_dir=str(conf), env="dev")
    overridden = load(conf_dir=str(conf), env="dev", overrides=["lake.root=from-set"])

    assert (read.lake.root, read.models.prefix) == ("from-environment", "dev")
    assert overridden.lake.root == "from-set"


def test_an_unknown_key_is_named_with_its_file(conf):
    (conf / "dev.yaml").write_text("lake: {rooot: x}\n")

    with pytest.raises(ConfigError, match=r"lake\.rooot \(set in .*dev\.yaml\): there is no such"):
        load(conf_dir=str(conf), env="dev")


def test_a_wrong_value_is_named_with_its_origin(conf):
    with pytest.raises(ConfigError, match=r"segments\.seed \(set in --set\): .*integer"):
        load(conf_dir=str(conf), overrides=["segments.seed=many"])


def test_an_unknown_section_in_the_environment_is_an_error(conf, monkeypatch):
    monkeypatch.setenv("VOXLAKE_LAEK__ROOT", "x")

    with pytest.raises(ConfigError, match="VOXLAKE_LAEK__ROOT names no section"):
        load(conf_dir=str(conf))


def test_texts_are_as_they_are_written_and_numbers_are_numbers(conf):
    (conf / "dev.yaml").write_text("topics: {stop_words: [on, no, 007], min_documents: 3}\n")

    read = load(conf_dir=str(conf), env="dev", overrides=["ingest.sources=[y,2019]"])

    assert tuple(read.topics.stop_words) == ("on", "no", "007")
    assert (read.topics.min_documents, read.ingest.sources) == (3, ("y", "2019"))
    assert load(conf_dir=str(conf), overrides=["ingest.reread=true"]).ingest.reread is True


@pytest.mark.parametrize("root", ["./my #1 lake", "2024", "/data/a: b", "- a", "&x", "no"])
def test_texts_of_the_command_line_are_taken_as_they_are_written(conf, root):
    assert load(conf_dir=str(conf), overrides=[f"lake.root={root}"]).lake.root == root


@pytest.mark.parametrize("root", ["[a", "{a", "'a"])
def test_a_text_that_begins_as_yaml_and_is_none_is_named_with_its_key(conf, root):
    with pytest.raises(ConfigError, match=r"--set lake\.root=.* put quotes around it"):
        load(conf_dir=str(conf), overrides=[f"lake.root={root}"])
    assert load(conf_dir=str(conf), overrides=["ingest.data='[a'"]).ingest.data == "[a"


def test_an_address_with_a_password_is_refused_by_its_key_alone(conf):
    (conf / "dev.yaml").write_text("ingest: {data: 's3a://me:canary@bucket/in'}\n")

    with pytest.raises(ConfigError, match=r"ingest\.data \(set in .*dev\.yaml\)") as error:
        load(conf_dir=str(conf), env="dev")

    assert "canary" not in str(error.value)


def test_a_missing_environment_file_is_named(conf):
    with pytest.raises(ConfigError, match=r"prod\.yaml cannot be read"):
        load(conf_dir=str(conf), env="prod")


@pytest.mark.parametrize(
    ("override", "words"),
    [
        ("lake.catalog=main", "not both"),
        ("lakeroot", "is not section.key=value"),
        ("lake.root=", "set lake.root"),
    ],
)
def test_a_lake_has_one_place(conf, override, words):
    with pytest.raises(ConfigError, match=words):
        load(conf_dir=str(conf), overrides=[override])


def test_a_lake_may_be_in_a_catalog(conf):
    places = ["lake.root=null", "lake.catalog=main", "lake.schema=social"]

    lake = load(conf_dir=str(conf), overrides=places).lake

    assert (lake.root, lake.catalog, lake.schema_name) == (None, "main", "social")


def test_yaml_that_does_not_parse_names_the_file(conf):
    (conf / "base.yaml").write_text("lake: [")

    with pytest.raises(ConfigError, match=r"base\.yaml is not YAML"):
        load(conf_dir=str(conf))


def test_the_section_of_each_job_is_declared_with_the_job_and_is_in_the_config(conf):
    read = load(conf_dir=str(conf))

    assert {section.name: type(getattr(read, section.name)) for section in SECTIONS} == {
        section.name: section.settings for section in SECTIONS
    }
    told = {line.partition(".")[0] for line in describe(Config)}
    of_platform = {"lake", "models", "sample", "api", "auth"}
    assert told == {*of_platform, *(section.name for section in SECTIONS)}


def test_a_section_takes_what_another_says_and_says_the_rest_itself(conf):
    (conf / "dev.yaml").write_text(
        "features: {recent_days: 9, interests: 4}\n"
        "propensity: {features: {recent_days: 7}}\n"
        "languages: {sets: {intent: {labels: [order, return]}}}\n"
        "labels: {model: intent}\n"
    )

    read = load(conf_dir=str(conf), env="dev")

    own = read.propensity.features
    assert (own.recent_days, own.interests, read.features.recent_days) == (7, 4, 9)
    for section in (read.labels, read.training, read.drift):
        assert section.languages == read.languages
    assert read.languages.sets == {"intent": LabelSet(labels=("order", "return"))}
