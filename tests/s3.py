"""A real S3 server on loopback, for tests: objects are plain files of a folder."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from deltalake import DeltaTable

from voxlake.setup.s3_server import server_binary


class S3Server:
    """versitygw over a folder; buckets are its sub-folders.

    Keys are drawn anew for each server and reach it by the environment, never as arguments.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.access_key = secrets.token_hex(10)
        self.secret_key = secrets.token_hex(20)
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """Variables that tell clients, Spark and boto3 alike, where and who."""
        return {
            "AWS_ACCESS_KEY_ID": self.access_key,
            "AWS_SECRET_ACCESS_KEY": self.secret_key,
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    @property
    def spark_settings(self) -> dict[str, str]:
        """The connector's settings for a session that began before the server did."""
        return {
            "endpoint": self.endpoint,
            "endpoint.region": "us-east-1",
            "access.key": self.access_key,
            "secret.key": self.secret_key,
            "path.style.access": "true",
            "connection.ssl.enabled": "false",
            "directory.marker.retention": "keep",
            "attempts.maximum": "2",
            "retry.limit": "2",
        }

    def delta_table(self, path: str) -> DeltaTable:
        """A table at an s3a:// path, opened without Spark."""
        options = {**self.environment, "AWS_ALLOW_HTTP": "true"}
        return DeltaTable(path.replace("s3a:", "s3:"), storage_options=options)

    def start(self) -> S3Server:
        self.folder.mkdir(parents=True, exist_ok=True)
        keys = {"ROOT_ACCESS_KEY_ID": self.access_key, "ROOT_SECRET_ACCESS_KEY": self.secret_key}
        address = f"127.0.0.1:{self.port}"
        self._process = subprocess.Popen(
            [server_binary(), "--quiet", "--port", address, "--health", "/health", "posix", "."],
            cwd=self.folder,
            env={**os.environ, **keys},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_for(f"{self.endpoint}/health", self._process)
        return self

    def make_bucket(self, name: str) -> str:
        """A new bucket, as Spark names it."""
        import boto3

        client = boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            aws_access_key_id=self.access_key,
            aws_secret_access_key=self.secret_key,
            region_name="us-east-1",
        )
        client.create_bucket(Bucket=name)
        return f"s3a://{name}"

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(60)


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    """Wait until a server answers, or say that it does not."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server of {url} ended with {process.returncode}")
        try:
            with urlopen(url, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise TimeoutError(f"{url} did not answer within {seconds} s")
