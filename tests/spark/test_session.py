import os
import subprocess
import sys
from pathlib import Path

import pytest

from voxlake.core.cache import cache_dir
from voxlake.core.errors import ConfigError, PlatformError
from voxlake.core.machine import machine_id
from voxlake.spark.session import (
    _scratch_settings,
    jars,
    on_platform,
    read_properties,
    s3a_settings,
)

CONF = Path(__file__).resolve().parents[2] / "conf" / "spark"


def test_settings_are_read_with_their_comments_left_out(tmp_path):
    path = tmp_path / "spark.conf"
    path.write_text("# a comment\n\nspark.master   local[2]\nspark.java.options  -Da=1 -Db=2\n")

    assert read_properties(path) == {
        "spark.master": "local[2]",
        "spark.java.options": "-Da=1 -Db=2",
    }


def test_a_setting_without_a_value_is_named_with_its_line(tmp_path):
    path = tmp_path / "spark.conf"
    path.write_text("spark.master local\nspark.ui.enabled\n")

    with pytest.raises(ConfigError, match=r"spark\.conf, line 2: the setting spark\.ui\.enabled"):
        read_properties(path)


def test_an_s3_endpoint_of_ones_own_is_taken_from_the_environment():
    settings = s3a_settings(
        {
            "AWS_ENDPOINT_URL": "https://elsewhere",
            "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:9000",
            "AWS_REGION": "eu-west-1",
        }
    )

    assert settings == {
        "spark.hadoop.fs.s3a.endpoint": "http://127.0.0.1:9000",
        "spark.hadoop.fs.s3a.path.style.access": "true",
        "spark.hadoop.fs.s3a.connection.ssl.enabled": "false",
        "spark.hadoop.fs.s3a.endpoint.region": "eu-west-1",
    }


def test_keys_never_become_settings_which_processes_show():
    secret = {"AWS_ACCESS_KEY_ID": "canary-id", "AWS_SECRET_ACCESS_KEY": "canary-secret"}

    assert s3a_settings(secret) == {}


@pytest.mark.parametrize("variable", ["PYSPARK_GATEWAY_PORT", "DATABRICKS_RUNTIME_VERSION"])
def test_spark_submit_and_databricks_are_platforms(variable):
    assert on_platform({variable: "1"})
    assert not on_platform({"PATH": "/usr/bin"})


def test_scratch_of_dead_processes_goes_and_that_of_other_machines_stays(tmp_path, monkeypatch):
    monkeypatch.setenv("VOXLAKE_CACHE", str(tmp_path))
    dead = str(2**22 + 1)  # above the highest number that Linux gives
    ours = [tmp_path / "tmp" / machine_id() / name for name in (dead, str(os.getppid()))]
    theirs = [tmp_path / "tmp" / "0123456789ab" / dead, tmp_path / "tmp" / dead]
    for folder in (*ours, *theirs):
        folder.mkdir(parents=True)

    folder = Path(_scratch_settings()["spark.local.dir"])

    assert [left.exists() for left in (*ours, *theirs)] == [False, True, True, True]
    assert folder == tmp_path / "tmp" / machine_id() / str(os.getpid())


def test_the_jvm_lowers_letters_as_english_does_wherever_it_runs(tmp_path, monkeypatch):
    monkeypatch.setenv("VOXLAKE_CACHE", str(tmp_path))

    assert "-Duser.language=en" in _scratch_settings()["spark.driver.defaultJavaOptions"]


def test_missing_jars_are_named_with_the_command_that_fetches_them(tmp_path, monkeypatch):
    monkeypatch.setenv("VOXLAKE_CACHE", str(tmp_path))
    (tmp_path / "ivy-core" / "jars").mkdir(parents=True)

    with pytest.raises(PlatformError, match=r"ivy-s3/jars: run `python -m voxlake\.setup --s3`"):
        jars(s3=True)


def test_one_aws_sdk_is_on_the_class_path(tmp_path, monkeypatch):
    monkeypatch.setenv("VOXLAKE_CACHE", str(tmp_path))
    for name in (
        "ivy-core/jars/com.amazonaws_part.jar",
        "ivy-core/jars/a.jar",
        "ivy-s3/jars/b.jar",
    ):
        jar = tmp_path / name
        jar.parent.mkdir(parents=True, exist_ok=True)
        jar.touch()

    assert [jar.name for jar in jars(s3=False)] == ["a.jar", "com.amazonaws_part.jar"]
    assert [jar.name for jar in jars(s3=True)] == ["a.jar", "b.jar"]


def test_the_local_settings_bind_loopback_and_read_times_as_utc():
    settings = read_properties(CONF / "local.conf")

    assert settings["spark.driver.bindAddress"] == settings["spark.driver.host"] == "127.0.0.1"
    assert settings["spark.sql.session.timeZone"] == "UTC"


@pytest.mark.parametrize(
    ("told", "folder"), [("", Path.home() / ".cache/voxlake"), ("here", Path.cwd() / "here")]
)
def test_the_cache_has_an_address_whatever_the_environment_says(monkeypatch, told, folder):
    monkeypatch.setenv("VOXLAKE_CACHE", told)

    assert cache_dir() == folder


@pytest.mark.parametrize(
    ("spoken", "told"), [("POSIX", "{'LC_ALL': 'C.UTF-8'}"), ("C.UTF-8", "{}")]
)
def test_java_reads_the_names_of_files_that_python_reads(spoken: str, told: str):
    script = "from voxlake.spark.session import java_locale; print(java_locale())"
    environment = {**os.environ, "LC_ALL": spoken}

    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == told
