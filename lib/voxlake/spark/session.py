"""Gives the Spark session of a run: the platform's where there is one, else a local one."""

from __future__ import annotations

import atexit
import codecs
import locale
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from pyspark.sql import SparkSession

from voxlake.core.cache import cache_dir
from voxlake.core.errors import ConfigError, PlatformError
from voxlake.core.machine import machine_id
from voxlake.core.storage import read_text
from voxlake.spark import workers
from voxlake.spark.java import java_home

DELTA = {
    "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
    "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
}


_ENGLISH = "-Duser.language=en -Duser.country=US"  # a Turkish JVM has its own lower case of I
_TIME_ZONE = "spark.sql.session.timeZone"
_UTC = {"UTC", "Etc/UTC", "Etc/UCT", "UCT", "Zulu", "Z", "+00:00", "GMT", "Etc/GMT"}


def session_for(name: str, local_conf: Path, *, s3: bool) -> SparkSession:
    """The session of a run, named in Spark's own pages.

    On a platform (started by spark-submit, or on Databricks) it is the platform's, with the jars
    and settings that it came with; otherwise a local one.

    Args:
        name: The application's name.
        local_conf: Settings of a local session, such as `conf/spark/local.conf`.
        s3: Whether the run touches s3a:// paths.
    """
    if not on_platform():
        return local_session({"spark.app.name": name, **read_properties(local_conf)}, s3=s3)
    builder = SparkSession.builder.appName(name)
    for key, value in s3a_settings().items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


def require_utc(spark: SparkSession) -> None:
    """Refuse a session that cuts days elsewhere than the tables do, whoever made it.

    Raises:
        ConfigError: its time zone is not UTC; says what to set.
    """
    zone = spark.conf.get(_TIME_ZONE)
    if zone not in _UTC:
        raise ConfigError(
            f"Spark's session has the time zone {zone}, and all days and times of a lake are UTC: "
            f"set {_TIME_ZONE} to UTC where the session is made."
        )


def local_session(settings: Mapping[str, str], *, s3: bool = False) -> SparkSession:
    """A session in this process with Delta and Spark NLP from the jars that set-up resolved.

    Args:
        settings: Spark settings, such as those of `conf/spark/local.conf`.
        s3: Whether to load the S3 connector too.

    Raises:
        PlatformError: Java 17 or the jars are not on this machine.
    """
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["JAVA_HOME"] = str(java_home())
    os.environ.update(java_locale())
    class_path = ":".join(map(str, jars(s3=s3)))
    fixed = {
        **DELTA,
        **s3a_settings(),
        "spark.driver.extraClassPath": class_path,
        "spark.python.daemon.module": workers.__name__,
    }
    builder = SparkSession.builder
    for key, value in {**_scratch_settings(), **fixed, **settings}.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


def java_locale() -> dict[str, str]:
    """What lets Java read the names of files that Python reads; nothing where both agree.

    Under `LC_ALL=POSIX` Python takes names for UTF-8, and Java opens none that is beyond ASCII.
    """
    of_python = codecs.lookup(sys.getfilesystemencoding()).name
    agree = codecs.lookup(locale.getencoding()).name == of_python
    return {} if agree or of_python != "utf-8" else {"LC_ALL": "C.UTF-8"}


def jars(*, s3: bool) -> list[Path]:
    """The jars that set-up resolved.

    The S3 connector's AWS SDK is one jar; it takes the place of the parts, of another version, that
    Spark NLP comes with: with both, classes of one would call methods that the other lacks.

    Raises:
        PlatformError: they are not on this machine.
    """
    core = _jars_of("core")
    if not s3:
        return core
    return [jar for jar in core if not jar.name.startswith("com.amazonaws_")] + _jars_of("s3")


def _jars_of(name: str) -> list[Path]:
    """The jars of a set of `conf/packages.yaml`."""
    folder = cache_dir() / f"ivy-{name}" / "jars"
    if not folder.is_dir():
        option = " --s3" if name == "s3" else ""
        raise PlatformError(
            f"The jars are not in {folder}: run `python -m voxlake.setup{option}` in the checkout."
        )
    return sorted(folder.glob("*.jar"))


def on_platform(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether Spark was started for us: by spark-submit, or by Databricks."""
    return bool({"PYSPARK_GATEWAY_PORT", "DATABRICKS_RUNTIME_VERSION"} & set(environment))


def read_properties(path: Path) -> dict[str, str]:
    """Settings of a file in the form of spark-defaults: a key, spaces, a value; # comments.

    Raises:
        ConfigError: there is no such file, or a line has no value.
    """
    if not path.is_file():
        raise ConfigError(
            f"There is no {path}, Spark's settings of runs on this machine: start in a checkout, "
            "or name its folder conf with --conf-dir."
        )
    settings = {}
    for number, line in enumerate(read_text(str(path)).splitlines(), start=1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        key, _, value = text.partition(" ")
        if not value.strip():
            raise ConfigError(f"{path}, line {number}: the setting {key} has no value.")
        settings[key] = value.strip()
    return settings


def s3a_settings(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Spark's S3 settings from the variables that the AWS tools read.

    Keys are not among them: the connector takes them from the environment by itself, and Spark
    would show a setting in the arguments of its process.
    """
    settings = {}
    endpoint = environment.get("AWS_ENDPOINT_URL_S3") or environment.get("AWS_ENDPOINT_URL")
    region = environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION")
    if endpoint:
        settings["endpoint"] = endpoint
        settings["path.style.access"] = "true"
        settings["connection.ssl.enabled"] = str(endpoint.startswith("https:")).lower()
    if region:
        settings["endpoint.region"] = region
    return {f"spark.hadoop.fs.s3a.{key}": value for key, value in settings.items()}


def _scratch_settings() -> dict[str, str]:
    """A temporary folder of this process alone, since Spark NLP leaves copies of models in it.

    Those that dead processes of this machine left are removed; others share the cache.
    """
    root = cache_dir() / "tmp" / machine_id()
    folder = root / str(os.getpid())
    folder.mkdir(parents=True, exist_ok=True)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for left in root.iterdir():
        if not _is_running(left.name):
            shutil.rmtree(left, ignore_errors=True)
    return {
        "spark.local.dir": str(folder),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),  # else one in the working folder
        "spark.driver.defaultJavaOptions": f"-Djava.io.tmpdir={folder} {_ENGLISH}",
    }


def _is_running(process_id: str) -> bool:
    try:
        os.kill(int(process_id), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True
