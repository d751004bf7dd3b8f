"""What is said where PostgreSQL, its address or the settings are not as needed."""

import os
import re

import pytest
from pydantic import ValidationError
from s3 import free_port

from voxlake.core.errors import ConfigError, PlatformError
from voxlake.stores.postgres.connection import address_of
from voxlake.stores.postgres.publish import open_publisher
from voxlake.stores.postgres.settings import PostgresSettings
from voxlake.stores.postgres.shape import published
from voxlake.tables import POST_SENTIMENT, TABLES


def test_a_server_that_is_down_ends_with_4_and_says_where_to_look(publisher):
    address = f"postgresql://owner@127.0.0.1:{free_port()}/postgres"

    with pytest.raises(PlatformError, match=r"See that the server runs") as down:
        publisher(address=address).__enter__()
    assert down.value.exit_code == 4


def test_a_wrong_password_is_not_repeated(publisher, monkeypatch):
    monkeypatch.setenv("PASSWORD_OF_TESTS", "sesame")

    with pytest.raises(PlatformError, match="password authentication failed") as refused:
        publisher().__enter__()
    assert "sesame" not in str(refused.value)


def test_what_is_no_address_is_not_repeated(monkeypatch):
    monkeypatch.setenv("ADDRESS", "postgresql://owner:sesame@[oops")
    settings = PostgresSettings(address_env="ADDRESS")

    with pytest.raises(ConfigError, match="the variable ADDRESS holds is no address") as wrong:
        address_of(settings, os.environ.__getitem__)
    assert "sesame" not in str(wrong.value)


@pytest.mark.parametrize("given", [{}, {"address": "postgresql://a/b", "address_env": "A"}])
def test_one_address_is_needed_and_no_more(given):
    with pytest.raises(ConfigError, match="needs one of postgres"):
        address_of(PostgresSettings(**given), os.environ.__getitem__)


def test_the_server_must_prove_who_it_is_unless_settings_say_otherwise():
    address = address_of(PostgresSettings(address="postgresql://u@db.example/x"), str)
    of_socket = address_of(PostgresSettings(address="host=/run/postgresql dbname=x"), str)

    assert "sslmode=verify-full" in address
    assert "sslrootcert=system" in address
    assert "sslmode=disable" in of_socket


def test_a_server_without_tls_is_refused_where_it_is_required(publisher):
    with pytest.raises(PlatformError, match="does not support SSL"):
        publisher(tls="require").__enter__()


def test_without_the_right_to_make_a_schema_the_statement_that_helps_is_told(
    postgres, settings, monkeypatch
):
    with postgres.connect() as owner:
        owner.execute("CREATE ROLE plain LOGIN PASSWORD 'words'")
    monkeypatch.setenv("PASSWORD_OF_TESTS", "words")
    address = postgres.address.replace("owner", "plain")
    poor = settings.model_copy(update={"address": address})

    with pytest.raises(PlatformError, match=r"CREATE SCHEMA s\d+ AUTHORIZATION"):
        open_publisher(poor, address_of(poor, os.environ.__getitem__), "r", None).__enter__()


def test_a_reader_that_the_server_does_not_know_is_named(send, publisher):
    with pytest.raises(ConfigError, match=r'postgres.readers names: role "nobody" does not'):
        send({POST_SENTIMENT: []}, readers=("nobody",))


def test_a_database_that_lacks_characters_is_refused(postgres, publisher):
    with postgres.connect() as owner:
        owner.execute("CREATE DATABASE old ENCODING 'LATIN1' TEMPLATE template0")

    with pytest.raises(ConfigError, match="has the encoding LATIN1"):
        publisher(address=re.sub("postgres$", "old", postgres.address)).__enter__()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"tables": ["users"]}, "'users' is no gold table"),
        ({"personal": ["topics.topic_id"]}, "'topics.topic_id' is no personal column"),
        ({"schema": "a; drop"}, "should match pattern"),
    ],
)
def test_settings_that_name_what_is_not_there_are_refused(given, said):
    with pytest.raises(ValidationError, match=said):
        PostgresSettings(**given)


def test_every_gold_table_has_a_type_of_postgresql_for_each_column():
    gold = [table for table in TABLES if table.layer == "gold"]
    types = {c.type for table in gold for c in published(table, lambda *_: True).columns}

    assert types <= {
        *("boolean", "integer", "bigint", "real", "double precision", "text", "date", "jsonb"),
        *("timestamp with time zone", "numeric(18,2)", "numeric(19,9)"),
        *("text[]", "integer[]", "real[]", "double precision[]"),
    }
