"""Compiles what Spark's Thrift Server lacks: a login, and a guard that only lets views be read.

Its Scala sources lie in `thrift_server/`. The compiler is the one that comes with pyspark, so no
JDK is needed; the classes stay in the cache, under a hash of the sources.
"""

from __future__ import annotations

import hashlib
import logging
import shutil
import subprocess
import tempfile
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from voxlake.core.cache import cache_dir
from voxlake.core.errors import PlatformError
from voxlake.spark.java import java_home

_SOURCES = ("Login.scala", "Connections.scala", "Guard.scala", "Server.scala")
_SECONDS = 900
log = logging.getLogger(__name__)


def prepare_thrift() -> Path:
    """Folder of the compiled classes, compiled on the first call: about half a minute.

    Raises:
        PlatformError: there is no pyspark with its compiler, or it refused the sources.
    """
    jars = spark_home() / "jars"
    sources = {name: _source(name) for name in _SOURCES}
    told = "\n".join([*(jar.name for jar in sorted(jars.glob("spark-*.jar"))), *sources.values()])
    folder = cache_dir() / f"thrift-{hashlib.sha256(told.encode()).hexdigest()[:16]}"
    if not folder.is_dir():
        log.info("compiling the login and the guard of the Thrift Server, once")
        _compile(sources, jars, folder)
    return folder


def spark_home() -> Path:
    """Folder of the Spark that pip installed.

    Raises:
        PlatformError: there is none.
    """
    found = find_spec("pyspark")
    if found is None or found.origin is None:
        raise PlatformError("There is no pyspark: pip install 'voxlake[local]'.")
    return Path(found.origin).parent


def _source(name: str) -> str:
    return files("voxlake.setup").joinpath("thrift_server", name).read_text(encoding="utf-8")


def _compile(sources: dict[str, str], jars: Path, folder: Path) -> None:
    """Compile into a folder that appears whole or not at all."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".thrift-", dir=folder.parent) as work:
        paths = [Path(work, name) for name in sources]
        for path in paths:
            path.write_text(sources[path.name], encoding="utf-8")
        made = Path(work, "classes")
        made.mkdir()
        java = f"{java_home()}/bin/java"
        compiler = [java, "-cp", f"{jars}/*", "scala.tools.nsc.Main", "-usejavacp", "-nobootcp"]
        done = subprocess.run(
            [*compiler, "-encoding", "UTF-8", "-d", str(made), *map(str, paths)],
            capture_output=True,
            text=True,
            check=False,
            timeout=_SECONDS,
        )
        if done.returncode:
            raise PlatformError(
                f"The Thrift Server's login cannot be compiled with the Spark of {jars}: voxlake "
                f"needs Spark 3.5. {(done.stdout + done.stderr).strip()[:500]}"
            )
        try:
            made.rename(folder)
        except OSError:
            if not folder.is_dir():  # else another process was faster
                raise
            shutil.rmtree(made)
