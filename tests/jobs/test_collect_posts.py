"""collect_posts asks each network once it knows that all it needs is there, and tells what came."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from networks_served import Reply, served

from voxlake.collect.settings import CollectSettings
from voxlake.core.days import Days
from voxlake.core.errors import ConfigError, PlatformError
from voxlake.jobs import collect_posts
from voxlake.run.context import Context

NOW = datetime(2024, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def network():
    with served() as one:
        one.answer = lambda asked: Reply([{"id": "2"}, {"id": "1"}])
        yield one


@pytest.fixture
def ctx(tmp_path):
    lake = SimpleNamespace(
        place=SimpleNamespace(home=str(tmp_path)), require_may_write=lambda: None
    )
    return Context(None, lake, None, Days.every(), "run", now=lambda: NOW)


def settings(network, **posts):
    given = {"network": "mastodon", "address": network.address, "queries": ["#a"]}
    return CollectSettings(
        posts={name: {**given, **more} for name, more in posts.items()}, retries=0
    )


def test_what_came_is_kept_under_the_lake_and_told(network, ctx, tmp_path):
    collect_posts.run(ctx, settings(network, toots={}))

    assert [f.parent for f in tmp_path.rglob("*.jsonl")] == [
        tmp_path / "_collected" / "mastodon" / "2024-03-01"
    ]
    assert ctx.notes == {"toots": "2 posts by 1 requests"}


def test_a_query_that_fails_ends_the_job_after_the_others(network, ctx, tmp_path):
    network.instead = [Reply(b"", 500)]

    with pytest.raises(PlatformError) as error:
        collect_posts.run(ctx, settings(network, broken={}, whole={"queries": ["#b"]}))

    assert "broken, #a: 127.0.0.1" in str(error.value)
    assert "whole: 2 posts by 1 requests" in str(error.value)
    assert len(list(tmp_path.rglob("*.jsonl"))) == 1


def test_a_secret_that_is_missing_is_told_before_anything_is_asked(network, ctx, monkeypatch):
    monkeypatch.delenv("NO_SUCH_TOKEN", raising=False)
    chosen = settings(network, first={}, second={"token_env": "NO_SUCH_TOKEN"})

    with pytest.raises(ConfigError, match="NO_SUCH_TOKEN holds no secret"):
        collect_posts.run(ctx, chosen)

    assert network.asked == []


def test_nothing_to_fetch_is_told(ctx):
    with pytest.raises(ConfigError, match=r"name it in collect\.posts"):
        collect_posts.run(ctx, CollectSettings())


def test_a_lake_without_a_folder_is_told(network, ctx):
    ctx.lake.place.home = None

    with pytest.raises(ConfigError, match=r"needs lake\.home"):
        collect_posts.run(ctx, settings(network, toots={}))
