from datetime import date, datetime

import pytest
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.core.errors import ConfigError
from voxlake.jobs import detect_language, embed_meanings, search_posts
from voxlake.jobs.common.searching import find_posts
from voxlake.language.settings import EmbeddingSettings, LanguageSettings
from voxlake.run.config import load
from voxlake.run.launch import context_in
from voxlake.search.settings import PostFilters, SearchSettings
from voxlake.tables import NEAR_DUPLICATES, POSTS, SEARCH_RESULTS
from voxlake.text.wording import text_hash

FIRST, SECOND = date(2024, 3, 1), date(2024, 3, 2)
TEXTS = {
    "train": (FIRST, "The train to work was late again this morning"),
    "bus": (SECOND, "Our bus did not come, so I walked to the office"),
    "fees": (FIRST, "The bank charged me four euros for a transfer"),
    "copy": (SECOND, "The bank charged me five euros for a transfer"),
    "invoice": (SECOND, "Please have a look at INV-3321"),
    "spanish": (SECOND, "El banco me ha cobrado cuatro euros por una transferencia"),
}


@pytest.fixture(scope="module")
def ctx(spark, tmp_path_factory, frame):
    """Two days of posts with their meanings, as a notebook opens them."""
    config = load(overrides=[f"lake.root={tmp_path_factory.mktemp('lake')}"])
    ctx = context_in(spark, config, SECOND)
    rows = [
        {
            "post_id": post_id,
            "post_date": day,
            "posted_at": datetime(day.year, day.month, day.day),
            "text": text,
            "is_usable": True,
        }
        for post_id, (day, text) in TEXTS.items()
    ]
    posts = frame(POSTS, *rows).withColumn("text_hash", text_hash(F.col("text")))
    days = Days.of([FIRST, SECOND])
    ctx.lake.replace(posts, POSTS, days)
    hashes = {row.post_id: row.text_hash for row in posts.collect()}
    copy = {"post_date": SECOND, "text_hash": hashes["copy"], "group_hash": hashes["fees"]}
    ctx.lake.replace(frame(NEAR_DUPLICATES, copy), NEAR_DUPLICATES, days)
    for day in days:
        of_day = context_in(spark, config, day)
        detect_language.run(of_day, LanguageSettings())
        embed_meanings.run(of_day, EmbeddingSettings())
    return ctx


def results(ctx):
    rows = ctx.lake.read(SEARCH_RESULTS).orderBy("query", "rank").collect()
    listed = {row["query"]: [] for row in rows}
    for row in rows:
        listed[row["query"]].append(row["post_id"])
    return listed


@pytest.mark.whole
def test_queries_of_the_config_find_posts_by_meaning_and_by_name_and_again_the_same(ctx):
    queries = ("public transport delays", "INV-3321", "cuatro euros por una transferencia bancaria")

    for _ in range(2):
        search_posts.run(ctx, SearchSettings(queries=queries, top=2))

    answers = results(ctx)
    assert set(answers[queries[0]]) == {"train", "bus"}
    assert answers[queries[1]][0] == "invoice"
    assert answers[queries[2]] == ["spanish", "fees"]  # by words: models do not read it
    assert ctx.notes["posts"] == 6
    search_posts.run(ctx, SearchSettings(queries=queries[1:2], top=1, window_days=1))
    assert results(ctx) == {queries[1]: ["invoice"]}


@pytest.mark.whole
def test_a_notebook_finds_copies_once_unless_it_asks_for_all(ctx):
    query = "a bank that charged for a transfer"
    bounds = {"top": 3, "filters": PostFilters(least_similarity=0.4)}

    def found(**changes):
        rows = find_posts(ctx, query, SearchSettings(**bounds, **changes)).collect()
        return {row.post_id for row in rows}

    assert found() == {"fees"}
    assert found(copies="all") == {"fees", "copy"}
    assert found(window_days=1) == {"copy"}


@pytest.mark.whole
def test_without_queries_the_job_says_what_to_set(ctx):
    with pytest.raises(ConfigError, match=r"needs search\.queries"):
        search_posts.run(ctx, SearchSettings())
