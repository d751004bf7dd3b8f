"""Small files and folders of models, on this machine or on S3, behind one set of functions.

Tables are Spark's business; this is for what is read before Spark starts or goes to no table.
A place is a plain path, `file:/...`, `s3a://bucket/key` or `s3://bucket/key`. Credentials and the
endpoint come from where the AWS tools look for them: the environment first, then the machine.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from voxlake.core.addresses import scheme_of
from voxlake.core.errors import PlatformError
from voxlake.core.faults import local_errors
from voxlake.core.redact import has_password, redacted

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_MISSING = {"NoSuchKey"}
_CONDITIONS = {"PutObject": {"IfNoneMatch", "IfMatch"}, "DeleteObject": {"IfMatch"}}
_UNKNOWN_BUCKET = {"NoSuchBucket", "InvalidBucketName", "404"}
_UNKNOWN_KEY = {
    "ExpiredToken",
    "InvalidAccessKeyId",
    "InvalidToken",
    "SignatureDoesNotMatch",
    "XAdminUserNotFound",  # what versitygw says
}


def is_s3(place: str) -> bool:
    """Whether the place is a bucket or lies in one."""
    return place.startswith(("s3a://", "s3://"))


def read_text(place: str) -> str:
    """The text of a file.

    Raises:
        FileNotFoundError: there is no such file.
        ConfigError: it is a folder, or no text in UTF-8.
        PlatformError: the storage does not answer, or not to this user.
    """
    with local_errors(place):
        if not is_s3(place):
            return local_path(place).read_text(encoding="utf-8")
        return read_bytes(place).decode("utf-8")


def read_bytes(place: str) -> bytes:
    """The bytes of a file, as `read_text` finds it."""
    if not is_s3(place):
        with local_errors(place):
            return local_path(place).read_bytes()
    bucket, key = bucket_and_key(place)
    with s3_errors(place):
        return s3_client().get_object(Bucket=bucket, Key=key)["Body"].read()


def write_text(place: str, text: str) -> None:
    """Write a file, over the one that is there; its folders are made."""
    write_bytes(place, text.encode("utf-8"))


def write_bytes(place: str, content: bytes) -> None:
    """Write a file, as `write_text` does."""
    if is_s3(place):
        bucket, key = bucket_and_key(place)
        with s3_errors(place):
            s3_client().put_object(Bucket=bucket, Key=key, Body=content)
        return
    path = local_path(place)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with local_errors(place):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            beside.write_bytes(content)
            beside.replace(path)
        except OSError:
            beside.unlink(missing_ok=True)  # a full disk leaves a part of it
            raise


def names(folder: str) -> list[str]:
    """Names of all files in a folder and the folders in it, relative to it, in order."""
    if not is_s3(folder):
        path = local_path(folder)
        return sorted(p.relative_to(path).as_posix() for p in path.rglob("*") if p.is_file())
    bucket, key = bucket_and_key(folder)
    prefix = f"{key}/" if key else ""
    with s3_errors(folder):
        pages = s3_client().get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        keys = [found["Key"] for page in pages for found in page.get("Contents", [])]
    return sorted(found.removeprefix(prefix) for found in keys if not found.endswith("/"))


def remove(places: Sequence[str]) -> None:
    """Remove files, on this machine with the folders that they leave empty."""
    for place in places:
        if is_s3(place):
            bucket, key = bucket_and_key(place)
            with s3_errors(place):
                s3_client().delete_object(Bucket=bucket, Key=key)
            continue
        path = local_path(place)
        path.unlink(missing_ok=True)
        with suppress(OSError):  # others lie in it
            path.parent.rmdir()


def copy_folder(source: str, target: str) -> int:
    """Copy a folder's files; at most one of both places is on S3. Returns how many.

    Raises:
        PlatformError: the source has no files, or the storage does not answer.
    """
    if is_s3(source) and is_s3(target):
        raise ValueError("Copy between two places on S3 with the AWS tools.")
    if not (found := names(source)):
        raise PlatformError(f"There are no files in {source} to copy to {target}.")
    for name in found:
        _copy(f"{source.rstrip('/')}/{name}", f"{target.rstrip('/')}/{name}")
    return len(found)


def _copy(source: str, target: str) -> None:
    if is_s3(target):
        bucket, key = bucket_and_key(target)
        with s3_errors(target):
            s3_client().upload_file(str(local_path(source)), bucket, key)
        return
    path = local_path(target)
    path.parent.mkdir(parents=True, exist_ok=True)
    if not is_s3(source):
        path.write_bytes(local_path(source).read_bytes())
        return
    bucket, key = bucket_and_key(source)
    with s3_errors(source):
        s3_client().download_file(bucket, key, str(path))


def check(place: str) -> None:
    """See that a place can be used, by a small file that is written and removed there.

    A storage that does not answer is given up within 5 s, before a run does work for nothing.

    Raises:
        PlatformError: the bucket, the credentials or the endpoint is wrong, nothing can be written
            or removed there, or boto3 is too old; says which and what to do.
    """
    if is_s3(place):
        _check_s3(place, s3_client(timeout_s=2, attempts=1))
        return
    path = local_path(place)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PlatformError(f"The folder {path} cannot be made: {error.strerror}.") from error
    probe = path / f".voxlake-{os.getpid()}"
    try:
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        why = error.strerror
        raise PlatformError(f"The folder {path} cannot be written by this user: {why}.") from error


def _check_s3(place: str, client: S3Client) -> None:
    require_conditional_writes(client)
    bucket, key = bucket_and_key(place)
    probe = f"{key}/_voxlake/probe".lstrip("/")
    with s3_errors(place):
        client.put_object(Bucket=bucket, Key=probe, Body=b"")
        client.delete_object(Bucket=bucket, Key=probe)


def require_conditional_writes(client: S3Client) -> None:
    """See that boto3 knows the conditions that the lock rests on; asks no network.

    Raises:
        PlatformError: it does not; says which version does.
    """
    import boto3  # noqa: PLC0415  (slow to import)

    model = client.meta.service_model
    for operation, conditions in _CONDITIONS.items():
        shape = model.operation_model(operation).input_shape
        if not conditions <= set(shape.members if shape else ()):
            raise PlatformError(
                f"boto3 {boto3.__version__} knows no conditional writes to S3, which the lock of a "
                "lake rests on: install boto3 1.36 or later on the driver."
            )


def local_path(place: str) -> Path:
    """The path of a place on this machine."""
    scheme = scheme_of(place)
    if scheme is None:
        return Path(place)
    if scheme != "file":
        raise PlatformError(f"{place} is on no storage known here: give a path, file: or s3a://.")
    path = place.removeprefix("file:")
    return Path(unquote(f"/{path[2:].partition('/')[2]}" if path.startswith("//") else path))


def bucket_and_key(place: str) -> tuple[str, str]:
    """The bucket of a place on S3, and the key without slashes at its ends."""
    bucket, _, key = place.partition(":")[2].removeprefix("//").partition("/")
    if not bucket:
        raise PlatformError(f"{place} names no bucket: write s3a://bucket/folder.")
    if has_password(place):
        raise PlatformError(
            f"{redacted(place)} holds a password: leave it out, and put credentials where the AWS "
            "tools look for them, such as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
        )
    return bucket, key.strip("/")


def s3_client(*, timeout_s: int = 20, attempts: int = 5) -> S3Client:
    """A client as the environment describes it now.

    Args:
        timeout_s: Seconds to wait for a connection, and for an answer.
        attempts: How often to try in all.
    """
    chosen = tuple((k, v) for k, v in sorted(os.environ.items()) if k.startswith("AWS_"))
    return _s3_client(timeout_s, attempts, chosen)


@lru_cache(maxsize=4)
def _s3_client(timeout_s: int, attempts: int, _environment: tuple[object, ...]) -> S3Client:
    import boto3  # noqa: PLC0415  (slow to import)
    from botocore.config import Config  # noqa: PLC0415

    config = Config(
        connect_timeout=timeout_s,
        read_timeout=timeout_s,
        retries={"mode": "standard", "total_max_attempts": attempts},
    )
    try:
        return boto3.session.Session().client("s3", config=config)
    except ValueError as error:
        raise PlatformError(f"AWS_ENDPOINT_URL is wrong: {error}.") from error


@contextmanager
def s3_errors(place: str) -> Iterator[None]:
    """Say in a sentence what S3 refuses.

    Raises:
        FileNotFoundError: there is no such object.
        PlatformError: anything else that S3 or the way to it refuses.
    """
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415  (slow to import)

    try:
        yield
    except ClientError as error:
        code, message = error.response["Error"]["Code"], error.response["Error"]["Message"]
        if code in _MISSING:
            raise FileNotFoundError(place) from error
        raise PlatformError(_sentence(place, code, message)) from error
    except BotoCoreError as error:
        raise PlatformError(
            f"S3 does not answer for {place}: {error}. Check the network, AWS_ENDPOINT_URL "
            "and the credentials (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, a profile or a role)."
        ) from error


def _sentence(place: str, code: str, message: str) -> str:
    bucket, _ = bucket_and_key(place)
    if code in _UNKNOWN_BUCKET:
        return f"There is no bucket {bucket!r} for {place}: check its name and AWS_ENDPOINT_URL."
    if code in _UNKNOWN_KEY:
        return (
            f"S3 does not know the credentials used for {place} ({code}): check AWS_ACCESS_KEY_ID "
            "and AWS_SECRET_ACCESS_KEY, or the profile or role."
        )
    return f"S3 refuses {place} to these credentials ({code}: {message})."
