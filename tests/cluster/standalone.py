"""A Spark standalone cluster on loopback, and how jobs are submitted to it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pyspark
from child import FEW_ROWS
from s3 import free_port, wait_for

from voxlake.spark.java import java_home
from voxlake.spark.session import jars

SPARK_HOME = Path(pyspark.__file__).parent
DEPLOY = "org.apache.spark.deploy"
WORKERS = 2


def bare_environment(home: Path) -> dict[str, str]:
    """What a machine of a cluster has: Spark, Java and a python3.11 without our packages."""
    system = "/usr/bin:/bin"
    own_python = "" if shutil.which("python3.11", path=system) else f"{sys.base_prefix}/bin:"
    return {
        "HOME": str(home),
        "PATH": f"{own_python}{system}",
        "JAVA_HOME": str(java_home()),
        "SPARK_HOME": str(SPARK_HOME),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_DIRS": str(home / "scratch"),
        "LANG": "C.UTF-8",
    }


class StandaloneCluster:
    """One master and two workers of one core and 2 GiB each, all on 127.0.0.1."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = bare_environment(folder)
        self.port, self.pages = free_port(), free_port()
        self._processes: list[subprocess.Popen[bytes]] = []

    @property
    def master(self) -> str:
        return f"spark://127.0.0.1:{self.port}"

    def start(self) -> StandaloneCluster:
        (self.folder / "scratch").mkdir(parents=True)
        ports = ["--port", str(self.port), "--webui-port", str(self.pages)]
        self._launch("master", f"{DEPLOY}.master.Master", *ports)
        wait_for(f"http://127.0.0.1:{self.pages}/json/", self._processes[0])
        for number in range(WORKERS):
            size = ["--cores", "1", "--memory", "2g", "--webui-port", "0"]
            place = ["--work-dir", str(self.folder / f"work-{number}")]
            self._launch(f"worker-{number}", f"{DEPLOY}.worker.Worker", *size, *place, self.master)
        self._wait_for_workers()
        return self

    def stop(self) -> None:
        for process in reversed(self._processes):
            process.terminate()
        for process in self._processes:
            process.wait(30)

    def forget_runs(self) -> None:
        """Remove what the workers keep of ended applications: the packages of each."""
        for work in self.folder.glob("work-*/app-*"):
            shutil.rmtree(work, ignore_errors=True)

    def _launch(self, name: str, main: str, *arguments: str) -> None:
        with (self.folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                [f"{SPARK_HOME}/bin/spark-class", main, "--host", "127.0.0.1", *arguments],
                cwd=self.folder,
                env={**self.environment, "SPARK_DAEMON_MEMORY": "256m"},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._processes.append(process)

    def _wait_for_workers(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with urlopen(f"http://127.0.0.1:{self.pages}/json/", timeout=5) as answer:
                if json.load(answer)["aliveworkers"] == WORKERS:
                    return
            time.sleep(0.2)
        raise TimeoutError(f"the workers did not join {self.master}; see {self.folder}/*.log")


class Release:
    """What is shipped to a cluster, laid out in a folder of its own, away from the checkout."""

    def __init__(self, checkout: Path, folder: Path) -> None:
        self.folder = folder
        for name in ("jobs", "conf"):
            shutil.copytree(checkout / name, folder / name)
        for name in ("voxlake.zip", "voxlake-env.tar.gz"):
            shutil.copy(checkout / "dist" / name, folder / name)
        self.packages = folder / "environment"
        self.packages.mkdir()
        subprocess.run(
            ["tar", "xzf", folder / "voxlake-env.tar.gz", "-C", self.packages], check=True
        )

    def submit(
        self,
        cluster: StandaloneCluster,
        program: Path,
        *arguments: str,
        environment: dict[str, str],
    ) -> str:
        """Run a program on the cluster, the driver too with nothing but the archive."""
        installed = ":".join(map(str, jars(s3=True)))
        settings = {
            "spark.driver.extraClassPath": installed,
            "spark.executor.extraClassPath": installed,
            **FEW_ROWS,
            "spark.executor.extraJavaOptions": FEW_ROWS["spark.driver.extraJavaOptions"],
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.ui.enabled": "false",
            "spark.network.timeout": "600s",  # a busy machine is slow, not broken
            "spark.files.fetchTimeout": "600s",
            "spark.sql.shuffle.partitions": "2",
        }
        done = subprocess.run(
            [f"{SPARK_HOME}/bin/spark-submit", "--master", cluster.master]
            + ["--properties-file", "conf/spark/standalone.conf"]
            + ["--archives", "voxlake-env.tar.gz#environment", "--py-files", "voxlake.zip"]
            + ["--driver-memory", "1500m", "--executor-memory", "1500m"]
            + [part for pair in settings.items() for part in ("--conf", "=".join(pair))]
            + [str(program), *arguments],
            cwd=self.folder,
            env={**cluster.environment, "PYTHONPATH": str(self.packages), **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        (self.folder / f"{program.stem}.log").write_text(done.stdout + done.stderr)
        if done.returncode:
            last = "\n".join((done.stdout + done.stderr).splitlines()[-60:])
            raise AssertionError(f"{program.name} ended with {done.returncode}:\n{last}")
        cluster.forget_runs()
        return done.stdout

    def voxlake(self, *arguments: str) -> None:
        """Run the command line beside the cluster, as whoever installs models does."""
        command = Path(sys.executable).with_name("voxlake")
        subprocess.run([command, *arguments], cwd=self.folder, check=True)
