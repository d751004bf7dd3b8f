"""A Thrift Server of tests, and beeline, which asks it as BI tools do."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from s3 import free_port

from voxlake.cli.thrift_users import add_user
from voxlake.setup.thrift import spark_home
from voxlake.spark.java import java_home

CONF = Path(__file__).resolve().parents[2] / "conf"
START = """
import sys
from pathlib import Path
from voxlake.cli.thrift_server import serve_thrift
from voxlake.lake.place import Root
lake, conf, users, port = sys.argv[1:5]
sys.exit(serve_thrift(Root(lake), Path(conf), users=Path(users), host="127.0.0.1", port=int(port),
                      with_personal=False, timeout_s=600))
"""
SECRET = "of-the-servers-environment"


class ThriftServer:
    """The server over a lake, in a process of its own; it says when it listens."""

    def __init__(self, lake: Path, folder: Path) -> None:
        self.port = free_port()
        self.users = folder / "users"
        self.password = add_user(self.users, "analyst")
        self.log: list[str] = []
        self._lake, self._folder = lake, folder
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> ThriftServer:
        local = self._folder / "local.conf"
        local.write_text("spark.master local[2]\nspark.driver.memory 1g\n")
        told = [str(self._lake), str(local), str(self.users), str(self.port)]
        self._process = subprocess.Popen(
            [sys.executable, "-c", START, *told],
            env={**os.environ, "VOXLAKE_CANARY": SECRET},
            stderr=subprocess.STDOUT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout
        for line in self._process.stdout:
            self.log.append(line)
            if line.startswith("The Thrift Server listens"):
                # What it says later is kept, too: a full pipe would hold it up.
                rest = self._process.stdout
                threading.Thread(target=self.log.extend, args=(rest,), daemon=True).start()
                return self
        raise RuntimeError("".join(self.log))

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait()

    def ask(
        self, statements: Sequence[str], *, password: str | None = None, more: str = ""
    ) -> list[str]:
        """What beeline prints of each statement, errors too; of all it prints where none began."""
        told = "".join(f"SELECT 'mark {n}';\n{one};\n" for n, one in enumerate(statements))
        script, secret = self._folder / "asked.sql", self._folder / "password"
        script.write_text(told)
        secret.write_text(self.password if password is None else password)
        done = subprocess.run(
            [
                f"{spark_home()}/bin/beeline",
                *("-u", f"jdbc:hive2://127.0.0.1:{self.port}/default{more}"),
                *("-n", "analyst", "-w", str(secret), "-f", str(script)),
                *("--outputformat=csv2", "--showHeader=false", "--force=true", "--silent=true"),
            ],
            env={**os.environ, "JAVA_HOME": str(java_home())},
            stderr=subprocess.STDOUT,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        # Where it has no terminal, beeline writes its prompt as "null" before what it prints.
        printed = re.sub(r"^null *\n?", "", done.stdout, flags=re.MULTILINE)
        parts = re.split(r"^.*\bmark \d+'?;?\n(?:mark \d+\n)?", printed, flags=re.MULTILINE)
        return parts
