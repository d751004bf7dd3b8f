"""What is secret in texts never reaches a console or a log."""

import io
import json
import logging
import sys

import pytest

from voxlake.core import logs
from voxlake.core.redact import SafeConsole, redacted


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("at https://me:canary@host:5000/x does not", "at https://***@host:5000/x does not"),
        ("s3a://AKIA:can/ary@bucket/lake", "s3a://***@bucket/lake"),
        ("postgresql://me:c@nary@db/mlflow", "postgresql://***@db/mlflow"),
        ("redis://:canary@host/0", "redis://***@host/0"),
        ("jdbc:sqlserver://h:1433;user=me;password=canary;x=1", "{}password=***;x=1"),
        ("https://h/x?sig=canary&a=1", "https://h/x?sig=***&a=1"),
        ("X-Amz-Signature=canary&X-Amz-Date=1", "X-Amz-Signature=***&X-Amz-Date=1"),
        ('aws_secret_access_key = "canary"', 'aws_secret_access_key = "***"'),
    ],
)
def test_passwords_of_addresses_and_parameters_are_hidden(text, left):
    assert redacted(text) == left.format("jdbc:sqlserver://h:1433;user=me;")


@pytest.mark.parametrize(
    "text",
    [
        "abfss://container@account.dfs.core.windows.net/lake",
        "http://127.0.0.1:9000/bucket/a@b.csv",
        "see s3a://bucket/lake: 17 rows, mail a@b.org",
        "max_tokens=5 design=new",
    ],
)
def test_addresses_without_a_password_stay_as_they_are(text):
    assert redacted(text) == text


def test_consoles_and_logs_hide_what_is_secret(monkeypatch):
    printed, logged = io.StringIO(), io.StringIO()
    monkeypatch.setattr(sys, "stderr", logged)
    logs.set_up("warning")
    try:
        try:
            raise ValueError("no answer of https://me:canary@host")
        except ValueError:
            logging.getLogger("voxlake.x").exception("at %s", "https://me:canary@host")
        SafeConsole(file=printed, width=200).print("at", "https://me:canary@host")
    finally:
        logging.basicConfig(handlers=[], force=True)

    line = json.loads(logged.getvalue())
    assert line["message"] == "at https://***@host"
    assert "ValueError: no answer of https://***@host" in line["traceback"]
    assert printed.getvalue() == "at https://***@host\n"
