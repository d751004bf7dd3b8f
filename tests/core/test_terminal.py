"""Texts of data are printed as they are, and steer no terminal."""

import io
import json
import logging

import pytest
from rich.console import Console

from voxlake.core import logs
from voxlake.core.terminal import say


@pytest.mark.parametrize(
    "text",
    ["[red]x", "[/]", "[bold]a[/bold]", ":smile:", "\u00e9\U0001f600 \u4e2d"],
)
def test_a_text_is_printed_as_it_is(text: str):
    out = io.StringIO()

    say(Console(file=out, force_terminal=True), text)

    assert out.getvalue() == text + "\n"


@pytest.mark.parametrize(
    "text",
    ["\x1b[31mred", "\x1b]0;title\x07", "\x9b31m", "good\rbad", "a\u202eb", "\x08\x7f", "\ud800"],
)
def test_what_steers_a_terminal_is_written_out(text: str):
    out = io.StringIO()

    say(Console(file=out, force_terminal=True), f"line\n{text}")

    shown = out.getvalue()
    assert shown.startswith("line\n")
    assert all(one.isprintable() or one == "\n" for one in shown.removesuffix("\n"))
    assert f"\\u{next(ord(one) for one in text if not one.isprintable()):04x}" in shown


def test_a_line_of_the_log_steers_no_terminal_and_stays_json():
    record = logging.makeLogRecord({"msg": "a\x9b31m\u202e\x1b\n\ud800", "levelname": "INFO"})

    line = logs._JsonLines().format(record)

    assert line.isprintable()
    assert json.loads(line)["message"] == record.msg
