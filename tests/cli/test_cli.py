from pathlib import Path

import pytest

from voxlake.cli.commands import app
from voxlake.run import launch, maintenance


def run(*arguments: str) -> None:
    app(["run", *arguments], standalone_mode=False)


def test_places_of_the_command_line_are_taken_as_they_are_written(monkeypatch, tmp_path):
    given = []
    monkeypatch.setattr(launch, "run", lambda config, *_, **__: given.append(config))

    run("--lake", "./my #1 lake", "--data", "2024", "--sources", "a: b.yaml,café 🙂.yaml")

    assert given[0].lake.root == "./my #1 lake"
    assert given[0].ingest.data == "2024"
    assert given[0].ingest.sources == ("a: b.yaml", "café 🙂.yaml")


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_configuration_of_the_checkout_is_found_from_every_folder(elsewhere, monkeypatch):
    given = []
    monkeypatch.setattr(launch, "run", lambda config, *_, **__: given.append(config))

    run("--jobs", "ingest")

    filters = given[0].ingest.filters
    assert filters is not None
    assert Path(filters).samefile(Path(__file__).resolve().parents[2] / "conf" / "filters.yaml")


def test_maintenance_changes_nothing_unless_it_is_told_to(elsewhere, monkeypatch):
    given = []
    monkeypatch.setattr(maintenance, "run", lambda *_, apply: given.append(apply))

    for options in ([], ["--apply"]):
        app(["maintain", "--lake", "x", *options], standalone_mode=False)

    assert given == [False, True]
