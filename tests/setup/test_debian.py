import logging
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from voxlake.setup import debian
from voxlake.setup.debian import environment, prepare_programs, program

needs_dpkg = pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="no dpkg-deb here")


@pytest.fixture
def path(tmp_path, monkeypatch):
    """A folder that is all of PATH, and a cache of its own."""
    monkeypatch.setenv("VOXLAKE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.delenv("LD_LIBRARY_PATH", raising=False)
    monkeypatch.setattr(debian, "PACKAGES", {"quills": "quill"})
    (tmp_path / "bin").mkdir()
    return tmp_path / "bin"


@pytest.fixture
def apt(path):
    """An apt-get that puts a package into the folder that it is told, and notes its calls."""
    files = path.parent / "package"
    for name, text in {
        "usr/bin/quill": "#!/bin/sh\necho ink\n",
        "usr/lib/x86_64-linux-gnu/libink.so.1": "",
        "usr/lib/x86_64-linux-gnu/plain/notes.txt": "",
        "DEBIAN/control": "Package: quills\nVersion: 1\nArchitecture: all\nMaintainer: a <a@b.c>\n"
        "Description: q\n",
    }.items():
        (files / name).parent.mkdir(parents=True, exist_ok=True)
        (files / name).write_text(text)
    (files / "usr/bin/quill").chmod(0o755)
    built = path.parent / "quills.deb"
    tool = written(path / "dpkg-deb", 'exec dpkg-deb "$@"')
    subprocess.run([tool, "--build", files, built], check=True, capture_output=True)
    return written(
        path / "apt-get",
        f"echo call >> {path}/calls\n"
        'for word in "$@"; do case $word in -oDir::Cache::archives=*) to=${word#*=};; '
        f"install) /bin/cp {built} $to/;; esac; done",
    )


def written(path: Path, script: str) -> Path:
    path.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n")
    path.chmod(0o755)
    return path


def test_a_program_on_path_comes_first(path):
    quill = written(path / "quill", "true")

    assert program("quill") == quill


def test_of_a_program_that_is_nowhere_none_is_told(path):
    assert program("quill") is None
    assert environment() == {}


@needs_dpkg
def test_a_package_is_unpacked_once_and_its_program_found(apt):
    prepare_programs(["quills"])
    calls = (apt.parent / "calls").read_text()
    prepare_programs(["quills"])

    assert subprocess.check_output([program("quill")], text=True) == "ink\n"
    assert (apt.parent / "calls").read_text() == calls


@needs_dpkg
def test_unpacked_programs_are_told_where_their_libraries_are(apt, monkeypatch):
    prepare_programs(["quills"])
    monkeypatch.setenv("LD_LIBRARY_PATH", "/own")
    (unpacked, own) = environment()["LD_LIBRARY_PATH"].split(os.pathsep)

    assert Path(unpacked, "libink.so.1").is_file()
    assert own == "/own"


@needs_dpkg
def test_a_package_whose_program_the_machine_has_is_not_fetched(apt):
    written(apt.parent / "quill", "true")
    prepare_programs(["quills"])

    assert not (apt.parent / "calls").exists()


@needs_dpkg
def test_without_a_network_the_package_is_named_and_nothing_is_left(apt, caplog):
    written(apt, "echo no such host >&2; exit 100")
    with caplog.at_level(logging.INFO, "voxlake"):
        prepare_programs(["quills"])

    assert "quills could not be had" in caplog.text
    assert "no such host" in caplog.text
    assert program("quill") is None
    assert not list((apt.parents[1] / "cache" / "debian").iterdir())


def test_without_apt_get_nothing_happens(path, caplog):
    with caplog.at_level(logging.INFO, "voxlake"):
        prepare_programs(["quills"])

    assert caplog.text == ""


def test_the_newest_postgresql_of_several_is_taken(path):
    for version in ("9", "17", "15"):
        folder = path.parent / "cache/debian/postgresql/usr/lib/postgresql" / version / "bin"
        folder.mkdir(parents=True)
        written(folder / "pg_quill", "true")

    assert program("pg_quill").parents[1].name == "17"
