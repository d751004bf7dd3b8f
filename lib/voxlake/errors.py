"""Errors that people see, each kind with the exit code of a job that ends with it."""

from typing import ClassVar


class VoxlakeError(Exception):
    """Something a person can mend; the message says what and how."""

    exit_code: ClassVar[int] = 1


class ConfigError(VoxlakeError):
    """A setting is unknown, missing or wrong; names the key and the file."""

    exit_code = 2


class InputError(VoxlakeError):
    """An input cannot be read as declared; names the file or table and the column."""

    exit_code = 3


class PlatformError(VoxlakeError):
    """Storage, credentials, Java, jars or the cluster do not answer as needed."""

    exit_code = 4


class QualityError(VoxlakeError):
    """Rows break a table's promise, such as a repeated key or a missing column."""

    exit_code = 5
