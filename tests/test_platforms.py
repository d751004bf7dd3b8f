"""What we give platforms fits them: their own Delta and S3 connector, our jobs in order."""

import json
import re
from pathlib import Path

import pytest
import yaml

from voxlake.cli.commands import main
from voxlake.pipeline import JOBS
from voxlake.spark.session import read_properties

CHECKOUT = Path(__file__).resolve().parents[1]
SPARK = CHECKOUT / "conf" / "spark"
PLATFORM_FILES = [SPARK / "standalone.conf", SPARK / "emr.json", CHECKOUT / "databricks.yml"]
BROUGHT = re.compile(r"io\.delta:|delta-(core|spark|storage)[_-]\d|hadoop-aws|aws-java-sdk-bundle")


@pytest.mark.parametrize("path", PLATFORM_FILES, ids=lambda path: path.name)
def test_a_platform_file_brings_no_delta_and_no_s3_connector(path):
    assert not BROUGHT.findall(path.read_text())


def test_the_search_for_jars_finds_those_of_a_local_run():
    sets = yaml.safe_load((CHECKOUT / "conf" / "packages.yaml").read_text())
    packages = [package for jar_set in sets.values() for package in jar_set["packages"]]

    found = [package.split(":")[1] for package in packages if BROUGHT.search(package)]

    assert found == ["delta-spark_2.12", "hadoop-aws"]


def test_emr_takes_delta_from_where_emr_has_it():
    jars = emr_settings()["spark.jars"].split(",")

    assert jars and all(jar.startswith("/usr/share/aws/") for jar in jars)


@pytest.mark.parametrize("settings", ["emr", "databricks"])
def test_the_spark_nlp_of_a_platform_is_the_one_that_local_runs_test(settings):
    core = yaml.safe_load((CHECKOUT / "conf" / "packages.yaml").read_text())["core"]
    wanted = {package for package in core["packages"] if "delta" not in package}

    if settings == "emr":
        packages = emr_settings()["spark.jars.packages"].split(",")
        exclusions = emr_settings()["spark.jars.excludes"].split(",")
    else:
        maven = [library["maven"] for library in tasks()[0]["libraries"] if "maven" in library]
        packages = [library["coordinates"] for library in maven]
        exclusions = [name for library in maven for name in library.get("exclusions", ())]

    assert set(packages) == wanted
    assert set(exclusions) == set(core["exclusions"])


def test_databricks_runs_every_job_of_the_pipeline_one_at_a_time_and_in_order():
    jobs = [job.name for job in JOBS if not job.on_request]

    ran = [task["python_wheel_task"]["parameters"][:3] for task in tasks()]
    before = [[d["task_key"] for d in task.get("depends_on", ())] for task in tasks()]

    assert ran == [["run", "--jobs", job] for job in jobs]
    assert [task["task_key"] for task in tasks()] == jobs
    assert before == [[], *[[job] for job in jobs[:-1]]]


def test_success_is_a_return_and_failure_an_exit_as_databricks_reads_them(monkeypatch):
    monkeypatch.setattr("sys.argv", ["voxlake", "--help"])
    main()

    monkeypatch.setattr("sys.argv", ["voxlake", "no-such-command"])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 2


def test_clusters_run_the_packed_environment_with_their_own_python_3_11():
    for settings in (emr_settings(), read_properties(SPARK / "standalone.conf")):
        assert settings["spark.pyspark.python"] == "python3.11"
        assert settings["spark.executorEnv.PYTHONPATH"] == "./environment"


def emr_settings() -> dict[str, str]:
    classes = json.loads((SPARK / "emr.json").read_text())
    return next(c["Properties"] for c in classes if c["Classification"] == "spark-defaults")


def tasks() -> list[dict]:
    bundle = yaml.safe_load((CHECKOUT / "databricks.yml").read_text())
    return bundle["resources"]["jobs"]["voxlake"]["tasks"]
