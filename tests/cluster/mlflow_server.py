"""An MLflow server on loopback, with sqlite behind it and artifacts on S3."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from s3 import free_port, wait_for


class MlflowServer:
    """Clients read and write artifacts on S3 themselves; the server only knows where they are."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.environment = {**os.environ, **environment}
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> MlflowServer:
        listen = ["--host", "127.0.0.1", "--port", str(self.port), "--workers", "1"]
        keep = ["--backend-store-uri", f"sqlite:///{self.folder}/mlflow.db", "--no-serve-artifacts"]
        with (self.folder / "server.log").open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "mlflow", "server", *listen, *keep],
                cwd=self.folder,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        wait_for(f"{self.address}/health", self._process, seconds=120)
        return self

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(30)
