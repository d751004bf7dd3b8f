"""Runs Spark's Thrift Server over the views of a lake, with a login, for reading alone."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from voxlake.cli.thrift_users import require_users
from voxlake.core.errors import ConfigError
from voxlake.core.storage import is_s3, names
from voxlake.lake.place import Catalog, Root
from voxlake.lake.sql import shared_views
from voxlake.run.auth_settings import is_loopback
from voxlake.setup.thrift import prepare_thrift, spark_home
from voxlake.spark.java import java_home
from voxlake.spark.session import DELTA, jars, read_properties, s3a_settings
from voxlake.tables import TABLES

_GUARD = "voxlake.thrift.Guard"
_LOGIN = "voxlake.thrift.Login"
_SERVER = "voxlake.thrift.Server"
_FIXED = {
    "spark.sql.extensions": f"{DELTA['spark.sql.extensions']},{_GUARD}",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.session.timeZone": "UTC",
    # Statements would otherwise read the server's environment, as ${env:AWS_SECRET_ACCESS_KEY}.
    "spark.sql.variable.substitute": "false",
    "spark.sql.thriftServer.incrementalCollect": "true",
    "spark.sql.hive.thriftServer.singleSession": "false",
    # As in `voxlake sql`.
    "spark.databricks.delta.optimizeMetadataQuery.enabled": "false",
    "spark.ui.enabled": "false",
    "spark.authenticate": "true",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.hadoop.hive.server2.transport.mode": "binary",
    "spark.hadoop.hive.server2.authentication": "CUSTOM",
    "spark.hadoop.hive.server2.custom.authentication.class": _LOGIN,
    "spark.hadoop.hive.server2.enable.doAs": "false",
    "spark.hadoop.hive.server2.logging.operation.enabled": "false",
    "spark.hadoop.hive.server2.idle.session.timeout": "8h",
    "spark.hadoop.hive.server2.thrift.max.worker.threads": "50",
}


def serve_thrift(
    place: Root | Catalog,
    local_conf: Path,
    *,
    users: Path,
    host: str,
    port: int,
    with_personal: bool,
    timeout_s: int,
) -> int:
    """Run the server until it is ended; its exit code.

    Args:
        place: The lake.
        local_conf: Spark's settings on this machine.
        users: File of those who may log in.
        host: Address to listen on, of loopback.
        port: Port to listen on.
        with_personal: Whether views have the columns that are declared personal.
        timeout_s: Seconds that a query may take.

    Raises:
        ConfigError: nobody may log in, the address is not loopback, or the lake is in a catalog.
        PlatformError: Java, the jars or the compiler are not on this machine.
    """
    if isinstance(place, Catalog):
        raise ConfigError(
            f"The lake is in the catalog {place}: its own SQL endpoint reads the views there. "
            "voxlake thrift is for a lake in a folder."
        )
    _require_loopback(host)
    require_users(users)
    needs_s3 = is_s3(place.home)
    class_path = ":".join(map(str, [*jars(s3=needs_s3), prepare_thrift()]))
    with tempfile.TemporaryDirectory(prefix="voxlake-thrift-") as folder:
        start = Path(folder, "views.sql")
        start.write_text(_statements(place, with_personal=with_personal), encoding="utf-8")
        own = {
            "spark.hadoop.hive.server2.thrift.bind.host": host,
            "spark.hadoop.hive.server2.thrift.port": str(port),
            "spark.sql.thriftServer.queryTimeout": f"{timeout_s}s",
            "spark.sql.warehouse.dir": f"{folder}/warehouse",
            "spark.local.dir": folder,
            "spark.driver.defaultJavaOptions": _java_options(folder, users),
        }
        settings = {**DELTA, **s3a_settings(), **read_properties(local_conf), **_FIXED, **own}
        command = [f"{spark_home()}/bin/spark-submit", "--class", _SERVER]
        command += ["--driver-class-path", class_path]
        for key, value in settings.items():
            command += ["--conf", f"{key}={value}"]
        environment = {**os.environ, "JAVA_HOME": str(java_home())}
        return _run([*command, "spark-internal", str(start)], environment)


def _run(command: list[str], environment: Mapping[str, str]) -> int:
    """Run until it ends, or until we are told to; then end it too."""
    with subprocess.Popen(command, env=environment) as process:
        before = signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        try:
            return process.wait()
        finally:
            process.terminate()
            signal.signal(signal.SIGTERM, before)


def _statements(place: Root, *, with_personal: bool) -> str:
    written = [table for table in TABLES if names(f"{place.path_of(table)}/_delta_log")]
    return "\0".join(shared_views(place, written, with_personal=with_personal))


def _java_options(folder: str, users: Path) -> str:
    # HiveConf, which is made anew for each login, takes its values from these.
    told = {
        "java.io.tmpdir": folder,
        "derby.system.home": folder,
        "voxlake.thrift.users": str(users.resolve()),
        "hive.server2.custom.authentication.class": _LOGIN,
    }
    return " ".join(f"-D{key}={value}" for key, value in told.items())


def _require_loopback(host: str) -> None:
    if not is_loopback(host):
        raise ConfigError(
            f"--host {host} is not of loopback: passwords and rows would cross the network as they "
            "are. Listen on 127.0.0.1, and let people in by an SSH tunnel or a TLS proxy."
        )
