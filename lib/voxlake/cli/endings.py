"""How a command ends: with an exit code and a sentence, whatever happened."""

from __future__ import annotations

import logging
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import typer

from voxlake.core import logs
from voxlake.core.errors import JobFailedError, VoxlakeError
from voxlake.core.redact import SafeConsole
from voxlake.core.terminal import say

_log = logging.getLogger(__name__)


@dataclass
class Command:
    """What is known of a command that runs: the folder of its lake, once the config is read."""

    home: str | None = None


@contextmanager
def exit_codes(log_level: str) -> Iterator[Command]:
    """End with the exit code of the error's kind, and a sentence rather than a trace."""
    from voxlake.run.stopping import Stopped, stoppable  # noqa: PLC0415  (imports pyspark)

    command = Command()
    try:
        logs.set_up(log_level)
        with stoppable():
            yield command
    except typer.Exit:
        raise
    except Stopped as stop:
        say_error(f"The command was {stop}; the same command, run again, goes on from there.")
        raise typer.Exit(stop.exit_code) from stop
    except JobFailedError as error:
        _log.debug("ended by", exc_info=error)
        again = f"To go on from there: {_command_from(error.job)}"
        if isinstance(error.cause, VoxlakeError):
            say_error(f"{error}\n{again}")
        else:
            days = f", {error.days}" if error.days else ""
            _tell(error.cause, f"the job {error.job}{days}. {again}", command.home)
        raise typer.Exit(error.code) from error
    except Exception as error:
        raise typer.Exit(_told(error, command)) from error


@contextmanager
def exit_codes_without_spark(log_level: str) -> Iterator[Command]:
    """What `exit_codes` does, for commands that run no jobs, in whose process is no Spark."""
    from voxlake.run.unforeseen import told  # noqa: PLC0415  (imports storage)

    command = Command()
    try:
        logs.set_up(log_level)
        yield command
    except Exception as error:
        if (code := _told_foreseen(error)) is None:
            say_error(told(error, f"voxlake {' '.join(sys.argv[1:])}", command.home))
            code = VoxlakeError.exit_code
        raise typer.Exit(code) from error


def say_error(text: str) -> None:
    """Print on standard error."""
    say(SafeConsole(stderr=True), text)


def _told(error: Exception, command: Command) -> int:
    """Tell an error, and give its exit code."""
    if (code := _told_foreseen(error)) is not None:
        return code
    _tell(error, f"voxlake {' '.join(sys.argv[1:])}", command.home)
    return VoxlakeError.exit_code


def _told_foreseen(error: Exception) -> int | None:
    """Tell an error that somebody foresaw, and give its exit code; None where nobody did."""
    from voxlake.run.unforeseen import foreseen  # noqa: PLC0415  (imports storage)

    if (known := foreseen(error)) is None:
        return None
    _log.debug("ended by", exc_info=error)
    say_error(str(known))
    return known.exit_code


def _tell(error: BaseException, where: str, home: str | None) -> None:
    """Tell what nobody foresaw; on a platform, whose disks go with it, in its log too."""
    from voxlake.run.unforeseen import told  # noqa: PLC0415  (imports storage)
    from voxlake.spark.session import on_platform  # noqa: PLC0415  (imports pyspark)

    if on_platform():
        _log.error("unforeseen", exc_info=error)
    say_error(told(error, where, home))


def _command_from(job: str) -> str:
    """The command of this process, to go on with a job; the same where it runs only that."""
    words = list(sys.argv)
    if "run" not in words:
        return shlex.join(words)
    if "--from-job" in words:
        at = words.index("--from-job")
        del words[at : at + 2]
    return shlex.join([*words, "--from-job", job])
