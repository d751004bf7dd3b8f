"""Small files and folders on this machine and on a real S3 server."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from s3 import S3Server, free_port

from voxlake.core import storage
from voxlake.core.errors import PlatformError


@pytest.fixture(params=["path", "file", "s3a", "s3"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "path":
        return str(tmp_path / "a place")
    if request.param == "file":
        return (tmp_path / "a place").as_uri()
    server: S3Server = request.getfixturevalue("s3")
    server.make_bucket(name := f"{request.param}-{time.time_ns()}")
    return f"{request.param}://{name}/deep/folder"


def test_text_is_read_as_it_was_written(place: str):
    storage.write_text(f"{place}/in/here.txt", "first")
    storage.write_text(f"{place}/in/here.txt", "zweite Fassung ✓")

    assert storage.read_text(f"{place}/in/here.txt") == "zweite Fassung ✓"
    assert storage.names(place) == ["in/here.txt"]
    with pytest.raises(FileNotFoundError):
        storage.read_text(f"{place}/in/nowhere.txt")


def test_bytes_are_read_as_they_are(place: str, tmp_path: Path):
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "weights").write_bytes(b"a\r\n\xff\x00")
    storage.copy_folder(str(tmp_path / "model"), f"{place}/model")

    assert storage.read_bytes(f"{place}/model/weights") == b"a\r\n\xff\x00"
    with pytest.raises(FileNotFoundError):
        storage.read_bytes(f"{place}/model/nothing")


def test_a_folder_is_copied_there_and_back(place: str, tmp_path: Path):
    model = tmp_path / "model"
    (model / "stages" / "0").mkdir(parents=True)
    (model / "metadata").write_text("{}")
    (model / "stages" / "0" / "weights").write_bytes(bytes(range(256)) * 100)

    assert storage.copy_folder(str(model), f"{place}/models/a") == 2
    storage.write_text(f"{place}/models/ab", "a neighbour whose name begins alike")
    assert storage.copy_folder(f"{place}/models/a", str(tmp_path / "fetched")) == 2

    assert storage.names(str(tmp_path / "fetched")) == ["metadata", "stages/0/weights"]
    fetched = (tmp_path / "fetched" / "stages" / "0" / "weights").read_bytes()
    assert fetched == bytes(range(256)) * 100


def test_an_empty_folder_is_no_model(place: str, tmp_path: Path):
    with pytest.raises(PlatformError, match="There are no files in"):
        storage.copy_folder(f"{place}/models/none", str(tmp_path / "fetched"))


def test_a_place_that_can_be_used_passes(place: str):
    storage.check(place)


def test_a_place_that_can_be_used_is_left_as_it_was(place: str):
    storage.write_text(f"{place}/a", "")

    storage.check(place)

    assert storage.names(place) == ["a"]


class Refusing:
    """A client whose storage does not let it write, or not remove."""

    def __init__(self, client, operation: str) -> None:
        self.meta = client.meta
        self.operation = operation

    def put_object(self, **_: object) -> None:
        self._do("PutObject")

    def delete_object(self, **_: object) -> None:
        self._do("DeleteObject")

    def _do(self, operation: str) -> None:
        from botocore.exceptions import ClientError

        if operation == self.operation:
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, operation)


@pytest.mark.parametrize("operation", ["PutObject", "DeleteObject"])
def test_a_bucket_that_cannot_be_written_to_is_told_before_a_run(
    s3: S3Server, monkeypatch: pytest.MonkeyPatch, operation: str
):
    refusing = Refusing(storage.s3_client(), operation)
    monkeypatch.setattr(storage, "s3_client", lambda **_: refusing)

    assert "S3 refuses s3a://bucket/lake" in refusal("s3a://bucket/lake")


def test_a_folder_that_cannot_be_written_is_named():
    assert "The folder /proc cannot be written by this user" in refusal("/proc")


def test_a_boto3_without_conditional_writes_is_refused_with_the_version_that_has_them(
    s3: S3Server, monkeypatch: pytest.MonkeyPatch
):
    place = s3.make_bucket(f"old-{time.time_ns()}")
    monkeypatch.setitem(storage._CONDITIONS, "DeleteObject", {"IfMatch", "IfNobodyLooks"})

    assert "install boto3 1.36 or later" in refusal(f"{place}/lake")


def test_an_address_on_s3_with_a_password_is_refused_without_showing_it():
    message = refusal("s3a://key:canary@bucket/lake")

    assert "s3a://***@bucket/lake holds a password" in message
    assert "canary" not in message


def refusal(place: str) -> str:
    began = time.monotonic()
    with pytest.raises(PlatformError) as error:
        storage.check(place)
    assert time.monotonic() - began < 30  # a read of boto waits 60 as it comes, and five times
    return str(error.value)


def test_a_wrong_bucket_is_named(s3: S3Server):
    assert "There is no bucket 'no-such-bucket'" in refusal("s3a://no-such-bucket/lake")


@pytest.mark.parametrize("wrong", ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
def test_wrong_credentials_are_refused_without_showing_them(
    s3: S3Server, monkeypatch: pytest.MonkeyPatch, wrong: str
):
    place = s3.make_bucket(f"keys-{time.time_ns()}")
    monkeypatch.setenv(wrong, "canary0123456789")

    message = refusal(f"{place}/lake")

    assert "S3 does not know the credentials" in message
    assert "canary0123456789" not in message


def test_no_credentials_are_said_to_be_missing(s3: S3Server, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")

    assert "Unable to locate credentials" in refusal("s3a://some-bucket/lake")


@pytest.mark.parametrize(
    "endpoint", ["http://127.0.0.1:{port}", "http://s3.nowhere.invalid", "no-address"]
)
def test_a_wrong_endpoint_is_named(s3: S3Server, monkeypatch: pytest.MonkeyPatch, endpoint: str):
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint.format(port=free_port()))

    assert "AWS_ENDPOINT_URL" in refusal("s3a://some-bucket/lake")


def test_a_server_that_never_answers_is_given_up(s3: S3Server, monkeypatch: pytest.MonkeyPatch):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")

        assert "S3 does not answer" in refusal("s3a://some-bucket/lake")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path):
    (tmp_path / "file").write_text("")

    assert f"The folder {tmp_path}/file/lake cannot be made" in refusal(f"{tmp_path}/file/lake")


@pytest.mark.parametrize("place", ["hdfs://host/lake", "s3a:///lake"])
def test_a_place_on_no_known_storage_is_refused(place: str):
    with pytest.raises(PlatformError):
        storage.check(place)
