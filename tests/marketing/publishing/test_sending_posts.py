"""Each network by its own client, against a server on loopback."""

import json
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from networks import DID, Bluesky, Mastodon, Webhook, served

from voxlake.core.errors import ConfigError
from voxlake.marketing.publishing.publication import Publication
from voxlake.marketing.publishing.publishers import publisher_of
from voxlake.marketing.publishing.publishers.bluesky import record_key
from voxlake.marketing.publishing.sending import Sender
from voxlake.marketing.publishing.settings import PublishingSettings

NOW = datetime(2024, 5, 7, 9, tzinfo=UTC)
TOKEN = "tok-5f2a"
POST = Publication(
    publication_id="p1",
    item_id="a",
    **dict.fromkeys(("draft_id", "experiment_id", "arm_id", "choice_id", "propensity")),
    campaign_id=None,
    network="mastodon",
    account="main",
    text="Hello, see https://shop.example/new.",
    image_path=None,
    alt_text=None,
    scheduled_at=NOW - timedelta(hours=1),
    approved_by="ann",
    approved_at=NOW - timedelta(days=1),
    idempotency_key="k1",
)
NETWORKS = {"mastodon": Mastodon, "bluesky": Bluesky, "webhook": Webhook}


class Table:
    """`publications`, and each row that was written, in order."""

    def __init__(self, *rows):
        self.rows = {row.publication_id: row for row in rows}
        self.written = []
        self.dies_at = None

    def keep(self, row):
        if self.dies_at == len(self.written):
            raise KeyboardInterrupt
        self.rows[row.publication_id] = row
        self.written.append((row.publication_id, row.state))


def settings_for(address, network, **more):
    account = {"network": network, "address": address, "token_env": "T", "handle": "shop.test"}
    return PublishingSettings(accounts={"main": {**account, **more}}, timeout_s=0.3)


def send(table, settings, *, now=NOW, secret=lambda name: TOKEN):
    def opened(account):
        return publisher_of(settings.accounts[account], secret, settings.timeout_s)

    return Sender(opened, table.keep, lambda: now, settings).send_all(table.rows.values())


@contextmanager
def network(kind, **more):
    served_one = NETWORKS[kind]()
    with served(served_one) as address:
        yield served_one, settings_for(address, kind, **more)


@pytest.mark.parametrize("kind", sorted(NETWORKS))
def test_what_is_due_goes_out_once_and_gets_the_id_of_the_network(kind):
    with network(kind) as (there, settings):
        table = Table(POST)
        assert send(table, settings) == {"sent": 1}
        assert send(table, settings) == {}

    (row,) = table.rows.values()
    ids = {
        "mastodon": "100",
        "bluesky": f"at://{DID}/app.bsky.feed.post/{record_key(NOW, 'k1')}",
        "webhook": "wk1",
    }
    assert (row.state, row.network_post_id, row.sent_at) == ("sent", ids[kind], NOW)
    assert row.network_url.startswith("http")
    assert table.written == [("p1", "sending"), ("p1", "sent")]
    assert len(there.held) == 1
    assert "Hello, see https://shop.example/new." in str(there.held)


@pytest.mark.parametrize("kind", sorted(NETWORKS))
def test_a_crash_between_sending_and_writing_sends_the_same_post_again_and_not_another(kind):
    with network(kind, key_hours=1) as (there, settings):
        table = Table(POST)
        table.dies_at = 1
        with pytest.raises(KeyboardInterrupt):
            send(table, settings)
        assert table.rows["p1"].state == "sending"
        assert len(there.held) == 1
        table.dies_at = None

        assert send(table, settings, now=NOW + timedelta(minutes=30)) == {"sent": 1}

    assert len(there.held) == 1
    assert table.rows["p1"].attempt_count == 2
    assert table.rows["p1"].sending_at == NOW


@pytest.mark.parametrize(
    ("kind", "more", "minutes"),
    [("webhook", {}, 1), ("webhook", {"key_hours": 1}, 61), ("mastodon", {}, 56)],
)
def test_where_no_key_is_known_any_more_a_person_is_asked(kind, more, minutes):
    with network(kind, **more) as (there, settings):
        table = Table(replace(POST, state="sending", sending_at=NOW))

        assert send(table, settings, now=NOW + timedelta(minutes=minutes)) == {"ask": 1}
        assert send(table, settings, now=NOW + timedelta(minutes=minutes)) == {}

    assert there.held == {}
    assert "knows no key" in table.rows["p1"].error


@pytest.mark.parametrize("kind", sorted(NETWORKS))
def test_an_answer_that_is_lost_is_no_second_post(kind):
    with network(kind, key_hours=1) as (there, settings):
        table = Table(POST)
        if kind == "bluesky":
            publisher_of(settings.accounts["main"], lambda name: TOKEN, 1)
            session = there.answer("createSession", {}, b"")[1]
            there.instead = [(200, json.dumps(session), {}, 0)]
        there.loses_answers = True
        assert send(table, settings) == {"sending": 1}
        assert "The next run sends it again with the same key." in table.rows["p1"].error
        there.loses_answers = False

        assert send(table, settings, now=NOW + timedelta(minutes=2)) == {"sent": 1}

    assert len(there.held) == 1
    assert table.rows["p1"].error is None


def test_an_answer_that_is_lost_is_asked_about_where_there_is_no_key():
    with network("webhook") as (there, settings):
        there.loses_answers = True
        table = Table(POST)

        assert send(table, settings) == {"ask": 1}
        assert send(table, settings) == {}

    assert len(there.held) == 1


@pytest.mark.parametrize("kind", sorted(NETWORKS))
def test_what_is_refused_fails_with_the_reason_and_stops_nothing_else(kind):
    refusals = {
        429: ("429", {"Retry-After": "30"}),
        422: ("422", {}),
        403: ("403", {}),
    }
    for number, (told, headers) in refusals.items():
        with network(kind) as (there, settings):
            table = Table(POST, replace(POST, publication_id="p2", idempotency_key="k2"))
            signed_in = [None] if kind == "bluesky" else []
            there.instead = [*signed_in, (number, '{"error":"no more"}', headers, 0)]

            assert send(table, settings) == {"failed": 1, "sent": 1}

        assert table.rows["p1"].state == "failed"
        assert told in table.rows["p1"].error
        assert len(there.held) == 1


@pytest.mark.parametrize("kind", sorted(NETWORKS))
@pytest.mark.parametrize(
    "instead", [(200, "{}", {}, 0.6), (503, "busy", {}, 0), (500, "{}", {}, 0)]
)
def test_a_network_that_never_answers_or_is_broken_leaves_the_post_for_the_next_run(kind, instead):
    with network(kind, key_hours=1) as (there, settings):
        there.instead = [*([None] if kind == "bluesky" else []), instead]
        table = Table(POST)

        assert send(table, settings) == {"sending": 1}
        assert send(table, settings) == {"sent": 1}

    assert table.rows["p1"].attempt_count == 2


@pytest.mark.parametrize("kind", ["bluesky", "mastodon"])
@pytest.mark.parametrize("nonsense", ["nonsense", "[]", '{"a": 1}', "null"])
def test_an_answer_that_is_no_answer_is_not_taken_for_one(kind, nonsense):
    with network(kind) as (there, settings):
        there.instead = [*([None] if kind == "bluesky" else []), (200, nonsense, {}, 0)]
        table = Table(POST)

        assert send(table, settings) == {"sending": 1}

    assert table.rows["p1"].network_post_id is None


def test_who_is_not_let_in_sends_nothing_and_the_reason_holds_no_secret():
    with network("bluesky") as (there, settings):
        said = {"error": "AuthenticationRequired", "message": f"{TOKEN} is wrong"}
        there.instead = [(401, json.dumps(said), {}, 0)]
        table = Table(POST, replace(POST, publication_id="p2"))

        assert send(table, settings) == {"failed": 2}

    assert len(there.asked) == 1
    assert "AuthenticationRequired: *** is wrong" in table.rows["p1"].error


def test_what_could_not_begin_waits_for_the_next_run():
    with network("bluesky") as (there, settings):
        table = Table(POST)
        there.instead = [(200, "{}", {}, 0.6)]
        assert send(table, settings) == {"approved": 1}

        def secret(name):
            raise ConfigError(f"The environment variable {name} holds no secret; set it.")

        assert send(table, settings, secret=secret) == {"approved": 1}
        assert table.rows["p1"].error == "The environment variable T holds no secret; set it."
        assert send(table, settings) == {"sent": 1}


def test_the_token_goes_to_the_network_and_to_no_row(caplog):
    with network("webhook") as (there, settings), caplog.at_level("DEBUG"):
        table = Table(POST)
        there.instead = [(400, TOKEN, {}, 0)]
        send(table, settings)

    assert there.asked[0][1]["Authorization"] == f"Bearer {TOKEN}"
    assert TOKEN not in str(table.rows) + caplog.text


def test_an_address_that_is_a_secret_is_in_no_reason():
    hook = {"network": "webhook", "address_env": "A"}
    settings = PublishingSettings(accounts={"main": hook})
    table = Table(POST)

    assert send(table, settings, secret=lambda name: "hooks/s3cret") == {"failed": 1}
    assert table.rows["p1"].error == "It cannot be sent: unknown url type: '***'."


def test_only_what_is_approved_and_due_and_not_too_late_goes_out(tmp_path):
    settings = settings_for(str(tmp_path / "out"), "file")
    early = replace(POST, publication_id="early", scheduled_at=NOW + timedelta(seconds=1))
    nobody = replace(POST, publication_id="nobody", approved_by=None)
    unknown = replace(POST, publication_id="unknown", account="fax")
    late = replace(POST, publication_id="late", scheduled_at=NOW - timedelta(hours=25))
    done = [replace(POST, publication_id=s, state=s) for s in ("sent", "failed", "ask")]
    table = Table(early, nobody, unknown, late, *done)

    assert send(table, settings) == {"failed": 3}

    assert not (tmp_path / "out").exists()
    assert table.rows["early"] == early
    assert table.rows["nobody"].error == "nobody approved it"
    assert table.rows["unknown"].error == "publishing.accounts has no account 'fax'"
    assert "more than 24 hours ago" in table.rows["late"].error


def test_a_file_has_the_key_for_its_name_and_is_written_once(tmp_path):
    settings = settings_for(str(tmp_path), "file")
    table = Table(POST)
    table.dies_at = 1
    with pytest.raises(KeyboardInterrupt):
        send(table, settings)
    table.dies_at = None

    assert send(table, settings, now=NOW + timedelta(days=3)) == {"sent": 1}

    (written,) = tmp_path.iterdir()
    said = json.loads(written.read_text())
    assert (written.name, said["text"], said["sent_at"]) == (
        "k1.json",
        POST.text,
        "2024-05-07T09:00:00+00:00",
    )


def test_a_folder_that_cannot_be_written_fails_with_the_reason(tmp_path):
    (tmp_path / "taken").write_text("")
    table = Table(POST)

    assert send(table, settings_for(str(tmp_path / "taken"), "file")) == {"failed": 1}
    assert "cannot be written" in table.rows["p1"].error


@pytest.mark.parametrize("kind", sorted(NETWORKS))
def test_a_picture_goes_with_its_words_and_one_that_is_gone_fails(kind, tmp_path):
    picture = tmp_path / "a.png"
    picture.write_bytes(b"\x89PNG")
    shown = replace(POST, image_path=str(picture), alt_text="A shop")
    gone = replace(POST, publication_id="p2", image_path=str(tmp_path / "b.png"))
    with network(kind) as (there, settings):
        table = Table(shown, gone)
        assert send(table, settings) == {"failed": 1, "sent": 1}

    assert table.rows["p2"].error == "Its picture cannot be read: No such file or directory."
    bodies = b"".join(body for _, _, body in there.asked)
    assert b"A shop" in bodies
    if kind == "mastodon":
        assert b"media_ids%5B%5D=77" in bodies


def test_a_mastodon_that_does_not_tell_its_version_is_asked_for_it_once(tmp_path):
    (tmp_path / "a.png").write_bytes(b"\x89PNG")
    with network("mastodon") as (there, settings):
        there.instead = [(404, "{}", {}, 0)] * 9
        table = Table(replace(POST, image_path=str(tmp_path / "a.png")))
        assert send(table, settings) == {"sending": 1}

    assert len(there.asked) < 5
    assert there.held == {}


def test_links_of_bluesky_are_told_by_their_bytes():
    with network("bluesky") as (there, settings):
        send(Table(replace(POST, text="Grüße: https://a.example/x?y=1, da")), settings)

    (record,) = there.held.values()
    (link,) = record["facets"]
    span = link["index"]
    whole = record["text"].encode()[span["byteStart"] : span["byteEnd"]].decode()
    assert whole == link["features"][0]["uri"] == "https://a.example/x?y=1"


def test_record_keys_are_tids_that_sort_by_time():
    # The reference implementation's example: 3jzfcijpj2z2a is 2023-07-04 or so, 13 characters.
    first = record_key(datetime(2023, 7, 4, tzinfo=UTC), "a")
    later = record_key(datetime(2023, 7, 4, 0, 0, 0, 1, tzinfo=UTC), "a")

    assert len(first) == 13
    assert first < later
    assert first != record_key(datetime(2023, 7, 4, tzinfo=UTC), "b")
    assert set(first) <= set("234567abcdefghijklmnopqrstuvwxyz")
