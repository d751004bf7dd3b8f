"""Errors that people see, each kind with the exit code of a job that ends with it."""

from collections.abc import Iterable
from typing import ClassVar

_CHARACTERS = 300
_OF_PY4J = "An error occurred while calling"


def in_quotes(names: Iterable[str]) -> str:
    """Names in a row, such as those of columns, each in quotes: a name may hold a comma."""
    return ", ".join(f'"{name}"' for name in names)


def brief(error: BaseException) -> str:
    """The kind of an error and the first line of what it says; Java's follow it with a trace."""
    lines = [line.strip(": ") for line in str(error).splitlines() if line.strip(": ")]
    if len(lines) > 1 and lines[0].startswith(_OF_PY4J):
        del lines[0]
    name = type(error).__name__
    return f"{name}: {lines[0][:_CHARACTERS]}" if lines else name


def said(error: BaseException) -> str:
    """The sentence of an error of ours, and of others the kind and the first line."""
    return str(error) if isinstance(error, VoxlakeError) else brief(error)


class VoxlakeError(Exception):
    """Something a person can mend; the message says what and how."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, kept: str | None = None) -> None:
        """Say what is wrong.

        Args:
            message: What is printed.
            kept: What `job_runs` keeps of it; to be given where the message shows values of rows,
                which may be about people.
        """
        self.reason = message if kept is None else kept
        super().__init__(message)


class ConfigError(VoxlakeError):
    """A setting is unknown, missing or wrong; names the key and the file."""

    exit_code = 2


class NoChampionError(ConfigError):
    """A model is to be used and no version of it is in use; names the job to run."""

    def __init__(self, model: str, job: str) -> None:
        self.job = job
        super().__init__(f"There is no champion of the model {model!r}; run the job {job} first.")


class InputError(VoxlakeError):
    """An input cannot be read as declared; names the file or table and the column."""

    exit_code = 3


class SchemaError(InputError):
    """A table of the lake is not as this version declares it; names it, its columns, the way."""


class TooLittleDataError(InputError):
    """There is too little data to fit a model: the job is skipped, and the run goes on."""


class PlatformError(VoxlakeError):
    """Storage, credentials, Java, jars or the cluster do not answer as needed."""

    exit_code = 4


class LockLostError(PlatformError):
    """The run's lock was broken, or could not be renewed: it must not write any more."""


class QualityError(VoxlakeError):
    """Rows break a table's promise, such as a repeated key or a missing column."""

    exit_code = 5


class JobFailedError(VoxlakeError):
    """A job of a run failed; carries the cause and its exit code, and its days once it has some."""

    def __init__(self, job: str, cause: BaseException, days: str = "") -> None:
        self.job = job
        self.cause = cause
        self.days = days
        super().__init__(f"The job {job} failed: {said(cause)}")

    @property
    def code(self) -> int:
        """The exit code of the cause: that of its kind, 1 for what nobody foresaw."""
        return self.cause.exit_code if isinstance(self.cause, VoxlakeError) else 1
