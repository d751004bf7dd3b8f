"""The job reads pages into files that the source which ships makes posts of."""

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from ingest_place import Place
from pages_site import Paper, html, page

from voxlake.collect.settings import CollectSettings
from voxlake.core.days import Days
from voxlake.core.errors import ConfigError
from voxlake.jobs import collect_pages
from voxlake.lake.lake import Lake
from voxlake.lake.place import Catalog, Root
from voxlake.run.context import Context
from voxlake.tables import POSTS, USERS

SOURCES = Path(__file__).parents[2] / "conf" / "sources"
FIRST = datetime(2024, 3, 9, 8, tzinfo=UTC)


def context(lake: Lake, now: datetime) -> Context:
    return Context(lake.spark, lake, None, Days.every(), "run", now=lambda: now)


@pytest.mark.whole
def test_pages_become_posts_of_their_site_and_one_that_changed_is_an_update(spark, tmp_path):
    paper, place = Paper(), Place(spark, tmp_path)
    place.data = tmp_path / "lake" / "_collected"
    shutil.copy(SOURCES / "collected_pages.yaml", place.conf)
    site = {
        "start": [f"{paper.root}/news/one", f"{paper.root}/news/two", f"{paper.root}/missing"],
        "posts": ["/news/"],
        "depth": 0,
        "delay_s": 0.01,
        "private_networks": ["127.0.0.0/8"],
    }
    settings = CollectSettings.model_validate(
        {"pages": {"contact": "web@shop.example", "sites": {"paper": site}, "recheck_hours": 0}}
    )

    first = context(place.lake, FIRST)
    collect_pages.run(first, settings)
    place.run("collected_pages")
    before = place.lake.read(POSTS).orderBy("url").collect()
    paper.changed = {"/news/two": html(page("the harvest, which was lost"))}
    collect_pages.run(context(place.lake, FIRST + timedelta(days=1)), settings)
    place.run("collected_pages")
    after = place.lake.read(POSTS).orderBy("url").collect()
    paper.close()

    assert first.notes["pages of paper"] == (
        f"2 new, 1 not_found ({paper.root}/missing); 0 left (all asked)"
    )
    one, two = before
    assert (one["url"], one["user_id"]) == (f"{paper.root}/news/one", "pages:paper")
    assert one["source"] == "collected_pages"
    assert one["text"].startswith("A new bridge")
    assert (one["language"], one["post_date"]) == ("en", date(2024, 3, 5))
    assert (one["attributes"]["author"], one["attributes"]["title"]) == (
        "Ada Example",
        "A new bridge",
    )
    assert two["posted_at"] == datetime(2024, 3, 9, 8)
    assert after[0] == one
    assert after[1]["post_id"] == two["post_id"]
    assert after[1]["text"].startswith("The harvest, which was lost")
    assert (after[1]["posted_at"], after[1]["updated_at"]) == (
        datetime(2024, 3, 9, 8),
        datetime(2024, 3, 10, 8),
    )
    assert place.rows(USERS, "user_id", "handle") == [("pages:paper", "paper")]


def test_without_sites_or_a_place_for_its_state_it_says_what_to_set(spark, tmp_path):
    lake = Lake(spark, Root(str(tmp_path)), run_id="run")
    with pytest.raises(ConfigError, match=r"collect\.pages\.sites"):
        collect_pages.run(context(lake, FIRST), CollectSettings())

    named = {"contact": "web@shop.example", "sites": {"a": {"start": ["https://a.example/"]}}}
    catalog = Lake(spark, Catalog(None, "reviews"), run_id="run")
    with pytest.raises(ConfigError, match=r"lake\.home"):
        collect_pages.run(context(catalog, FIRST), CollectSettings.model_validate({"pages": named}))
