from pathlib import Path

import pytest
from typer.testing import CliRunner

from voxlake.cli.commands import app
from voxlake.core.errors import JobFailedError
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


SECRET = "s3a://me:canary@bucket/x"
EACH = [["run"], ["unlock"], ["sources"], ["layout"], ["maintain"], ["migrate"], ["sql"]]
GIVEN = [
    ["--lake", SECRET],
    ["--set", f"lake.root={SECRET}"],
    ["--set", f"[{SECRET}"],
    ["--lake", "x", "--set", f"models.place={SECRET}"],
    ["--lake", "x", "--set", f"training.texts={{path: '{SECRET}'}}"],
    ["--lake", "x", "--conf-dir", SECRET],
    ["--lake", "x", "--env", SECRET],
]
OF_RUNS = [["--data", SECRET], ["--sources", SECRET], ["--jobs", SECRET], ["--from-job", SECRET]]
ENTRIES = [
    *([*command, *given] for command in EACH for given in GIVEN),
    *(["run", "--lake", "x", *given] for given in OF_RUNS),
    ["run", "--log-level", SECRET],
    ["models", "--to", SECRET],
]


@pytest.mark.parametrize("words", ENTRIES, ids=" ".join)
def test_a_password_in_an_address_is_refused_and_shown_nowhere(words, elsewhere):
    ended = CliRunner().invoke(app, words)

    assert ended.exit_code in (2, 4)
    assert "canary" not in ended.output
    assert ended.output.count("\n") <= 2
    assert not list(elsewhere.iterdir())


@pytest.mark.parametrize("command", EACH, ids=" ".join)
def test_a_password_in_the_environment_or_a_file_is_shown_nowhere(command, elsewhere, monkeypatch):
    (elsewhere / "conf").mkdir()
    (elsewhere / "conf" / "base.yaml").write_text(f"lake: {{root: '{SECRET}'}}\n")
    of_file = CliRunner().invoke(app, command)
    (elsewhere / "conf" / "base.yaml").write_text("{}\n")
    monkeypatch.setenv("VOXLAKE_LAKE__ROOT", SECRET)
    of_environment = CliRunner().invoke(app, command)

    for ended, origin in ((of_file, "base.yaml"), (of_environment, "the environment")):
        assert ended.exit_code == 2
        assert f"{origin}) holds an address with a password" in ended.output
        assert "canary" not in ended.output


def test_what_nobody_foresaw_ends_with_three_lines_and_code_1(elsewhere, monkeypatch):
    def fail(*_, **__):
        raise ZeroDivisionError("by 0")

    monkeypatch.setattr(launch, "run", fail)
    ended = CliRunner().invoke(app, ["run", "--lake", "lake"])

    lines = ended.output.splitlines()
    assert ended.exit_code == 1
    assert [line.split(":")[0] for line in lines] == ["Nobody foresaw this", "Where", "Trace"]
    assert "ZeroDivisionError: by 0" in lines[0]
    assert str(elsewhere / "lake" / "_voxlake" / "errors") in lines[2]


def test_of_a_job_the_lines_say_which_on_which_days_and_how_to_go_on(elsewhere, monkeypatch):
    def fail(*_, **__):
        raise JobFailedError("build_mood", ZeroDivisionError("by 0"), "2024-03-01 to 2024-03-02")

    monkeypatch.setattr(launch, "run", fail)
    ended = CliRunner().invoke(app, ["run", "--lake", "lake"])

    _, where, _ = ended.output.splitlines()
    assert ended.exit_code == 1
    assert "the job build_mood, 2024-03-01 to 2024-03-02. To go on from there: " in where


def test_a_full_disk_ends_with_a_sentence_and_code_4(elsewhere, monkeypatch):
    def fail(*_, **__):
        raise OSError(28, "No space left on device", "x")

    monkeypatch.setattr(launch, "run", fail)
    ended = CliRunner().invoke(app, ["run", "--lake", "lake"])

    assert ended.exit_code == 4
    assert ended.output.startswith("A disk is full ([Errno 28]")
    assert ended.output.count("\n") == 1
