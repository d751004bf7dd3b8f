"""What waits goes out once by each channel, whatever becomes of it; receivers are on loopback."""

import hashlib
import hmac
import json
import logging
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from apprise.plugins.email import NotifyEmail
from receivers import mailbox, web

from voxlake.core.storage import read_bytes, write_bytes
from voxlake.warnings.channels import channel_of
from voxlake.warnings.delivery import (
    FAILED,
    LEFT,
    SENDING,
    SENT,
    UNKNOWN,
    WAITING,
    Delivery,
    is_quiet,
    new_deliveries,
    of_summary,
)
from voxlake.warnings.notices import Notice
from voxlake.warnings.sending import Sender, told_of
from voxlake.warnings.settings import ChannelSettings, WarningSettings

NOON = datetime(2024, 3, 4, 12, tzinfo=UTC)
NIGHT = datetime(2024, 3, 4, 23, tzinfo=UTC)
SECRET = "hmac-secret-of-the-test"
AT_ONCE = {"backoff_s": 0, "timeout_s": 5}


class Kept(dict):
    """Rows as the table has them, in place of a lake; may end the run at a write."""

    dies_after = None

    def keep(self, rows):
        if self.dies_after == 0:
            raise KeyboardInterrupt
        self.update({one.key: one for one in rows})
        if self.dies_after is not None:
            self.dies_after -= 1

    @property
    def states(self):
        return [one.state for one in self.values()]


def notice(key, level="warning", **changed):
    told = Notice("sentiment_alert", key, key, date(2024, 3, 3), level, f"{key} is bad.", ("x:1",))
    return replace(told, **changed)


@pytest.fixture(autouse=True)
def no_pause(monkeypatch):
    """Apprise waits some seconds between two mails."""
    monkeypatch.setattr(NotifyEmail, "request_rate_per_sec", 0)


@pytest.fixture
def secrets():
    return {"SECRET": SECRET}


def deliver(settings, kept, secrets, notices=(), *, now=NOON, summaries=()):
    """One run."""
    new = new_deliveries(notices, set(kept), settings, now)
    pending = [one for one in kept.values() if one.state in (WAITING, SENDING, FAILED)]
    sender = Sender(
        lambda channel: channel_of(channel, secrets.__getitem__, write_bytes, lambda: now),
        kept.keep,
        lambda ids: {one: f"text of {one}" for one in ids},
        read_bytes,
        lambda: now,
        "UTC",
        settings,
    )
    return sender.send_all([*pending, *new, *summaries])


def hook(receiver, **more):
    return {
        "kind": "webhook",
        "address": receiver.address,
        "secret_env": "SECRET",
        **AT_ONCE,
    } | more


def test_all_that_is_new_is_one_signed_message_and_is_sent_once(secrets):
    with web() as receiver:
        settings = WarningSettings(
            channels={"team": hook(receiver)}, links={"x": "https://x.example/{id}"}
        )
        kept = Kept()

        odd = notice("a", "note", post_ids=("x:../1?a=b",))
        deliver(settings, kept, secrets, [odd, notice("b", "urgent")])
        deliver(settings, kept, secrets, [notice("a", "urgent"), notice("b", "urgent")])

    ((headers, body),) = receiver.came
    said = json.loads(body)
    assert [one["sentence"] for one in said["warnings"]] == ["b is bad.", "a is bad."]
    assert said["warnings"][0]["posts"] == [
        {"id": "x:1", "link": "https://x.example/1", "excerpt": None}
    ]
    assert said["warnings"][1]["posts"][0]["link"] == "https://x.example/..%2F1%3Fa%3Db"
    assert said["title"] == "2 warnings, the first of level urgent"
    signed = headers["Voxlake-Timestamp"].encode() + b"." + body
    digest = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    assert headers["Voxlake-Signature"] == f"sha256={digest}"
    assert headers["Idempotency-Key"] == said["key"]
    assert kept.states == [SENT, SENT]


def test_a_message_over_its_cap_tells_the_most_urgent_and_counts_the_others(secrets):
    with web() as receiver:
        settings = WarningSettings(
            channels={"team": hook(receiver)}, max_in_message=2, excerpts=True
        )
        kept = Kept()
        levels = ["note", "urgent", "note", "warning"]

        deliver(settings, kept, secrets, [notice(f"n{i}", one) for i, one in enumerate(levels)])

    ((_, body),) = receiver.came
    said = json.loads(body)
    assert [one["level"] for one in said["warnings"]] == ["urgent", "warning"]
    assert said["further"] == {"note": 2}
    assert said["warnings"][0]["posts"][0]["excerpt"] == "text of x:1"
    assert sorted(one.place or 0 for one in kept.values()) == [0, 0, 1, 2]
    assert set(kept.states) == {SENT}


def test_a_webhook_is_asked_again_with_the_same_key_and_body_and_refusals_are_not(secrets):
    with web() as receiver:
        settings = WarningSettings(channels={"team": hook(receiver)})
        receiver.statuses = [503, 0, 200]
        kept = Kept()

        deliver(settings, kept, secrets, [notice("a")])

        assert len(set(receiver.keys)) == 1
        assert len({body for _, body in receiver.came}) == 1
        assert (len(receiver.came), kept.states) == (3, [SENT])

        receiver.statuses = [401]
        told = deliver(settings, kept, secrets, [notice("b")])
        assert len(receiver.came) == 4
        assert told_of(told["team"]) == "1 failed. It refused with 401: Unauthorized."
        deliver(settings, kept, secrets)
    assert kept.states == [SENT, SENT]


def test_a_key_that_is_refused_after_a_try_without_an_answer_is_kept(secrets):
    with web() as receiver:
        settings = WarningSettings(channels={"team": hook(receiver)})
        receiver.statuses = [0, 409]  # the first is at work there
        kept = Kept()

        deliver(settings, kept, secrets, [notice("a")])
        assert kept.states == [SENDING]
        deliver(settings, kept, secrets)

    assert len(set(receiver.keys)) == 1
    assert kept.states == [SENT]


def test_a_warning_that_is_refused_by_each_run_is_left_after_the_last(secrets):
    with web() as receiver:
        settings = WarningSettings(channels={"team": hook(receiver)}, attempts=2)
        receiver.statuses = [401] * 9
        kept = Kept()

        deliver(settings, kept, secrets, [notice("a")])
        assert kept.states == [FAILED]
        deliver(settings, kept, secrets)

    assert (len(receiver.came), kept.states) == (2, [LEFT])


def test_a_webhook_that_never_answers_gets_the_same_message_from_later_runs_until_it_is_left(
    secrets,
):
    with web() as receiver:
        settings = WarningSettings(channels={"team": hook(receiver, retries=0)}, attempts=2)
        receiver.statuses = [500] * 9
        kept = Kept()

        deliver(settings, kept, secrets, [notice("a")])
        assert kept.states == [SENDING]
        deliver(settings, kept, secrets, [notice("b")], now=NOON + timedelta(hours=1))
        deliver(settings, kept, secrets, now=NOON + timedelta(hours=2))
        deliver(settings, kept, secrets, now=NOON + timedelta(hours=3))

    first, again, other, other_again = receiver.keys
    assert first == again
    assert other == other_again
    assert first != other
    assert receiver.came[0][1] == receiver.came[1][1]
    assert kept.states == [LEFT, LEFT]


@pytest.mark.parametrize("kind", ["webhook", "mail"])
def test_a_run_that_is_killed_between_sending_and_writing_sends_nothing_twice_unsaid(kind, secrets):
    with web() as receiver, mailbox() as (port, mails):
        secrets["MAIL"] = f"mailto://127.0.0.1:{port}?from=v@a.test&to=t@a.test&mode=insecure"
        channel = {
            "webhook": hook(receiver),
            "mail": {"kind": "apprise", "address_env": "MAIL", **AT_ONCE},
        }[kind]
        settings, kept = WarningSettings(channels={"team": channel}), Kept()

        kept.dies_after = 1
        with pytest.raises(KeyboardInterrupt):
            deliver(settings, kept, secrets, [notice("a")])
        kept.dies_after = None
        assert kept.states == [SENDING]
        told = deliver(settings, kept, secrets, [notice("a")])
        deliver(settings, kept, secrets, [notice("a")])

    if kind == "webhook":
        assert (len(receiver.keys), len(set(receiver.keys)), kept.states) == (2, 1, [SENT])
    else:
        assert (len(mails), kept.states) == (1, [UNKNOWN])
        assert "may have arrived" in told_of(told["team"])


def test_quiet_hours_hold_back_what_is_not_urgent_and_the_morning_has_it_in_one_message(secrets):
    with web() as receiver:
        settings = WarningSettings(channels={"team": hook(receiver, quiet_hours=(22, 7))})
        kept = Kept()

        deliver(settings, kept, secrets, [notice("a"), notice("u", "urgent")], now=NIGHT)
        assert sorted(kept.states) == [SENT, WAITING]
        deliver(settings, kept, secrets, [notice("b")], now=NIGHT + timedelta(hours=2))
        assert len(receiver.came) == 1
        deliver(settings, kept, secrets, [notice("c")], now=NIGHT + timedelta(hours=8))

    said = json.loads(receiver.came[1][1])
    assert sorted(one["subject"] for one in said["warnings"]) == ["a", "b", "c"]
    assert set(kept.states) == {SENT}


@pytest.mark.parametrize("most", [1, 10])
def test_a_message_that_was_begun_goes_out_as_a_whole_in_quiet_hours(most, secrets):
    with web() as receiver:
        channels = {"team": hook(receiver, quiet_hours=(22, 7), retries=0)}
        settings = WarningSettings(channels=channels, max_in_message=most)
        receiver.statuses = [500]
        kept = Kept()

        deliver(settings, kept, secrets, [notice("a"), notice("u", "urgent")])
        deliver(settings, kept, secrets, now=NIGHT)
        deliver(settings, kept, secrets, now=NIGHT + timedelta(hours=12))

    (first, body), (again, second) = receiver.came
    assert first["Idempotency-Key"] == again["Idempotency-Key"]
    assert body == second
    assert kept.states == [SENT, SENT]


def test_a_message_that_was_begun_and_has_nothing_urgent_waits_for_the_morning(secrets):
    with web() as receiver:
        channels = {"team": hook(receiver, quiet_hours=(22, 7), retries=0)}
        settings, kept = WarningSettings(channels=channels), Kept()
        receiver.statuses = [500]

        deliver(settings, kept, secrets, [notice("a")])
        deliver(settings, kept, secrets, now=NIGHT)

    assert (len(receiver.came), kept.states) == (1, [SENDING])


@pytest.mark.parametrize(
    ("hours", "hour", "quiet"),
    [((22, 7), 22, True), ((22, 7), 6, True), ((22, 7), 7, False), ((1, 5), 0, False),
     ((1, 5), 1, True), (None, 3, False)],
)  # fmt: skip
def test_quiet_hours_go_over_midnight_and_end_before_their_last_hour(hours, hour, quiet):
    channel = ChannelSettings(kind="folder", folder="f", quiet_hours=hours)

    assert is_quiet(channel, NOON.replace(hour=hour), "UTC") == quiet


def test_quiet_hours_are_on_the_clock_of_the_channel_or_else_of_the_lake():
    at_21_utc = NOON.replace(hour=21)
    of_lake = ChannelSettings(kind="folder", folder="f", quiet_hours=(22, 7))
    own = of_lake.model_copy(update={"time_zone": "America/New_York"})

    assert is_quiet(of_lake, at_21_utc, "Europe/Berlin")
    assert not is_quiet(own, at_21_utc, "Europe/Berlin")


def test_a_channel_gets_its_levels_and_kinds_and_one_that_fails_stops_no_other(secrets, tmp_path):
    folder = {"kind": "folder", "folder": str(tmp_path)}
    settings = WarningSettings(
        channels={
            "a-broken": {"kind": "webhook", "address_env": "NOT_THERE", **AT_ONCE},
            "drops": {**folder, "kinds": ["voice_drop"]},
            "high": {**folder, "least_level": "urgent"},
        }
    )

    kept = Kept()
    secrets = {"NOT_THERE": "nonsense"}
    deliver(settings, kept, secrets, [notice("a"), notice("u", "urgent")])

    assert sorted((one.channel, one.subject, one.state) for one in kept.values()) == [
        ("a-broken", "a", FAILED),
        ("a-broken", "u", FAILED),
        ("high", "u", SENT),
    ]
    (file,) = tmp_path.glob("*.json")
    assert json.loads(file.read_text())["warnings"][0]["subject"] == "u"


def test_a_channel_that_left_the_config_leaves_its_rows(secrets):
    kept = Kept()
    old = WarningSettings(channels={"gone": {"kind": "folder", "folder": "f"}})
    for one in new_deliveries([notice("a")], (), old, NOON):
        kept.keep([one])

    deliver(WarningSettings(), kept, secrets)

    assert kept.states == [LEFT]


def test_chat_gets_the_sentences_and_a_second_try_says_that_it_is_one(secrets):
    with web() as receiver:
        secrets["CHAT"] = receiver.address.replace("http", "json")
        channel = {"kind": "apprise", "address_env": "CHAT", **AT_ONCE}
        settings, kept = WarningSettings(channels={"chat": channel}), Kept()
        receiver.statuses = [500]

        deliver(settings, kept, secrets, [notice("a", "urgent")])
        assert kept.states == [FAILED]
        deliver(settings, kept, secrets)
        deliver(settings, kept, secrets)

    first, second = (json.loads(body) for _, body in receiver.came)
    assert first["title"] == "Urgent: a"
    assert first["message"] == "[urgent] a is bad.\n  post x:1"
    assert second["message"].startswith("You may have this already")
    assert kept.states == [SENT]


def test_a_mail_has_the_summary_with_it_and_no_log_has_what_it_says(secrets, tmp_path, caplog):
    pdf = tmp_path / "2024-W09.pdf"
    pdf.write_bytes(b"%PDF-1.4 sample")
    with mailbox() as (port, mails):
        secrets["MAIL"] = f"mailto://127.0.0.1:{port}?from=v@a.test&to=t@a.test&mode=insecure"
        settings = WarningSettings(
            channels={"mail": {"kind": "apprise", "address_env": "MAIL", **AT_ONCE}}
        )
        summary = of_summary(
            "marketer", "2024-W09", date(2024, 3, 3), "A calm week.", [str(pdf)],
            channel="mail", now=NOON,
        )  # fmt: skip
        kept = Kept()
        with caplog.at_level(logging.DEBUG):
            deliver(settings, kept, secrets, [notice("Acme")], summaries=[summary])

    assert set(kept.states) == {SENT}
    found = [message_from_bytes(one, policy=policy.default) for one in mails]
    subjects = [one["Subject"] for one in found]
    assert subjects == ["Warning: Acme", "Summary for marketer"]
    (attached,) = found[1].iter_attachments()
    assert attached.get_filename() == "2024-W09.pdf"
    assert attached.get_content() == b"%PDF-1.4 sample"
    assert "A calm week." in found[1].get_body(("plain",)).get_content()
    ours = [one.getMessage() for one in caplog.records if one.name != "mail.log"]  # the server's
    assert not [line for line in ours if "Acme" in line or "127.0.0.1" in line]


def test_a_summary_whose_file_is_gone_is_told_and_the_warnings_go_out(secrets, tmp_path):
    settings = WarningSettings(channels={"files": {"kind": "folder", "folder": str(tmp_path)}})
    lost = [str(tmp_path / "lost.pdf")]
    summary = of_summary(
        "care", "2024-03", date(2024, 3, 31), "Calm.", lost, channel="files", now=NOON
    )
    kept = Kept()

    deliver(settings, kept, secrets, [notice("a")], summaries=[summary])

    assert {(one.kind, one.state) for one in kept.values()} == {
        ("sentiment_alert", SENT),
        ("summary", FAILED),
    }


def test_a_summary_whose_file_cannot_be_read_was_not_sent_and_stops_nothing(secrets, tmp_path):
    with web() as receiver:
        secrets["CHAT"] = receiver.address.replace("http", "json")
        channel = {"kind": "apprise", "address_env": "CHAT", **AT_ONCE}
        settings, kept = WarningSettings(channels={"chat": channel}), Kept()
        folder = [str(tmp_path)]
        summary = of_summary(
            "care", "2024-03", date(2024, 3, 31), "Calm.", folder, channel="chat", now=NOON
        )

        deliver(settings, kept, secrets, [notice("a")], summaries=[summary])

    assert {(one.kind, one.state) for one in kept.values()} == {
        ("sentiment_alert", SENT),
        ("summary", FAILED),
    }


def test_an_address_that_apprise_does_not_know_is_told_without_it(secrets):
    secrets["CHAT"] = "nonsense://token-of-mine"
    channel = {"kind": "apprise", "address_env": "CHAT"}
    kept = Kept()

    told = deliver(WarningSettings(channels={"chat": channel}), kept, secrets, [notice("a")])

    assert "none that it knows" in told_of(told["chat"])
    assert "token-of-mine" not in told_of(told["chat"])
    assert isinstance(next(iter(kept.values())), Delivery)


def test_words_of_others_call_nobody_in_a_chat(secrets):
    with web() as receiver:
        secrets["CHAT"] = receiver.address.replace("http", "json")
        settings = WarningSettings(
            channels={"chat": {"kind": "apprise", "address_env": "CHAT", **AT_ONCE}}
        )
        said = "About @everyone\nand <!channel>."

        told = notice("@here", sentence=said, post_ids=("@channel",))
        deliver(settings, Kept(), secrets, [told])

    came = json.loads(receiver.came[0][1])
    message = came["message"]
    assert came["title"] == "Warning: @\u200bhere"
    assert message.splitlines()[1] == "  post @\u200bchannel"
    assert message.splitlines()[0] == "[warning] About @\u200beveryone and <\u200b!channel>."
