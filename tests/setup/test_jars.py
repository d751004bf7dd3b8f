import subprocess
import zipfile
from pathlib import Path

import pytest

from voxlake.core.errors import ConfigError, PlatformError
from voxlake.setup.jars import STAMP, prepare_jars

IVY_SETTINGS = """
<ivysettings>
  <settings defaultResolver="here"/>
  <resolvers><ibiblio name="here" m2compatible="true" root="file:{root}/"/></resolvers>
</ivysettings>
"""
POM = """
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>toy</groupId><artifactId>{name}</artifactId><version>{version}</version>
  <dependencies>{dependencies}</dependencies>
</project>
"""
DEPENDENCY = (
    "<dependency><groupId>toy</groupId><artifactId>{}</artifactId><version>1</version></dependency>"
)


@pytest.fixture
def conf(tmp_path, monkeypatch) -> Path:
    """A configuration whose repository is a folder: main 1 and 2, which need near and far."""
    monkeypatch.setenv("VOXLAKE_CACHE", str(tmp_path / "cache"))
    repository = tmp_path / "repository"
    needs = "".join(DEPENDENCY.format(name) for name in ("near", "far"))
    publish(repository, "near", "1")
    publish(repository, "far", "1")
    publish(repository, "main", "1", needs)
    publish(repository, "main", "2", needs)
    folder = tmp_path / "conf"
    folder.mkdir()
    (folder / "ivysettings.xml").write_text(IVY_SETTINGS.format(root=repository))
    return folder


def publish(repository: Path, name: str, version: str, dependencies: str = "") -> None:
    folder = repository / "toy" / name / version
    folder.mkdir(parents=True)
    pom = POM.format(name=name, version=version, dependencies=dependencies)
    (folder / f"{name}-{version}.pom").write_text(pom)
    with zipfile.ZipFile(folder / f"{name}-{version}.jar", "w") as jar:
        jar.writestr("name.txt", name)


def ask_for(conf: Path, package: str) -> None:
    (conf / "packages.yaml").write_text(
        f"toys:\n  packages: ['{package}']\n  exclusions: ['toy:far']\n"
    )


def names(folder: Path) -> list[str]:
    return sorted(jar.name for jar in folder.iterdir())


def test_a_set_is_resolved_once_until_its_coordinates_change(conf, monkeypatch):
    ask_for(conf, "toy:main:1")
    first = prepare_jars("toys", conf)
    assert names(first) == ["toy_main-1.jar", "toy_near-1.jar"]

    with monkeypatch.context() as no_process:
        no_process.setattr(subprocess, "run", None)
        assert prepare_jars("toys", conf) == first

    ask_for(conf, "toy:main:2")
    assert names(prepare_jars("toys", conf)) == ["toy_main-2.jar", "toy_near-1.jar"]


def test_a_package_that_is_nowhere_is_named_and_leaves_no_stamp(conf, tmp_path):
    ask_for(conf, "toy:lost:1")

    with pytest.raises(PlatformError, match=r"toy#lost;1.*network"):
        prepare_jars("toys", conf)

    assert not list(tmp_path.glob(f"cache/**/{STAMP}"))


def test_an_unknown_set_is_named(conf):
    ask_for(conf, "toy:main:1")

    with pytest.raises(ConfigError, match="'tools'; it has toys"):
        prepare_jars("tools", conf)
