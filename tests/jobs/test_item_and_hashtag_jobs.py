"""build_hashtags and build_items, end to end on a lake of a folder."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from voxlake.core.days import Days
from voxlake.jobs import build_hashtags, build_items, detect_language, embed_meanings
from voxlake.jobs.common.hashtag_suggestions import hashtag_index, suggest_hashtags
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.language.settings import EmbeddingSettings, LanguageSettings
from voxlake.recommend.hashtags.settings import HashtagTableSettings, SuggestSettings
from voxlake.recommend.items.settings import ItemSettings
from voxlake.run.config import load
from voxlake.run.context import Context
from voxlake.run.launch import context_in
from voxlake.tables import (
    BOUGHT_TOGETHER,
    EVENTS,
    HASHTAG_PAIRS,
    HASHTAG_TEXTS,
    HASHTAGS,
    ORDERS,
    POST_EMOTION,
    POST_TOPICS,
    POSTS,
    SIMILAR_ITEMS,
    USER_LIMITS,
)

TODAY = date(2024, 3, 31)
DAY = Days.of([TODAY])
BEFORE = TODAY - timedelta(days=40)


@pytest.fixture
def ctx(spark, tmp_path):
    lake = Lake(spark, Root(str(tmp_path)), run_id="run")
    models = SimpleNamespace(version=lambda _: "2")
    return Context(spark, lake, models, DAY, "run")


def post(name, user, tags, day=TODAY, **more):
    key = {"post_id": name, "post_date": day, "user_id": user, "is_usable": True}
    return {**key, "text": f"{name} of {user}", "text_hash": name, "hashtags": tags, **more}


@pytest.mark.whole
def test_hashtags_of_the_window_are_counted_with_topics_pairs_and_texts(ctx, frame):
    posts = [
        post("one", "ann", ["Tea", "cake"], language="en-GB"),
        post("two", "bob", ["tea"], language="en"),
        post("old", "cat", ["tea"], BEFORE),
        post("out", "dan", ["tea", "secret"]),  # who opted out
    ]
    out = {"limit_id": "1", "user_id": "dan", "limit": "opted_out"}
    ctx.lake.replace(frame(USER_LIMITS, out), USER_LIMITS, Days.every())
    topics = [
        {"post_id": "one", "post_date": TODAY, "topic_id": 4, "model_version": "2"},
        {"post_id": "two", "post_date": TODAY, "topic_id": 4, "model_version": "1"},
    ]
    joy = {"post_id": "one", "post_date": TODAY, "joy": 0.5, "optimism": 0.1}
    ctx.lake.replace(frame(POSTS, *posts), POSTS, Days.every())
    ctx.lake.replace(frame(POST_TOPICS, *topics), POST_TOPICS, Days.every())
    ctx.lake.replace(frame(POST_EMOTION, joy), POST_EMOTION, Days.every())

    build_hashtags.run(ctx, HashtagTableSettings(window_days=30))

    tea, cake = sorted(
        ctx.lake.read(HASHTAGS, DAY).collect(), key=lambda row: row.hashtag, reverse=True
    )
    assert (tea.hashtag, tea.author_count, tea.post_count) == ("tea", 2, 2)
    assert tea.languages == cake.languages == ["en"]
    assert [tuple(topic) for topic in tea.topics] == [(4, round(1 / 2**0.5, 9))]
    assert tea.positivity == pytest.approx(0.6)
    pairs = ctx.lake.read(HASHTAG_PAIRS, DAY).collect()
    assert {(p.hashtag, p.other_hashtag, p.post_count, p.rank) for p in pairs} == {
        ("tea", "cake", 1, 1),
        ("cake", "tea", 1, 1),
    }
    texts = ctx.lake.read(HASHTAG_TEXTS, DAY).collect()
    assert {(text.post_id, *text.hashtags) for text in texts} == {
        ("one", "tea", "cake"),
        ("two", "tea"),
    }
    assert ctx.notes["hashtags"] == 2


def line(order, user, item, day=TODAY):
    key = {"order_line_id": f"{order} {item}", "order_id": order, "user_id": user}
    return {**key, "product_id": item, "order_date": day, "quantity": 1.0, "amount": Decimal(1)}


@pytest.mark.whole
def test_items_of_the_window_are_paired_but_for_users_who_opted_out(ctx, frame):
    lines = [
        *(line(f"o{n}", f"u{n}", item) for n in range(4) for item in "ab"),
        *(line(f"r{n}", f"r{n}", "c") for n in range(20)),
        *(line(f"old{n}", f"old{n}", item, BEFORE) for n in range(4) for item in "cd"),
        *(line("big", "u9", str(n)) for n in range(5)),
    ]
    out = {"limit_id": "1", "user_id": "u0", "limit": "opted_out"}
    likes = [
        {"event_id": f"{n} {name}", "event_date": TODAY, "user_id": f"u{n}", "event_type": "like"}
        | {"target_post_id": name}
        for n in range(1, 4)
        for name in ("one", "two", "hers")
    ]
    posts = [post("one", "ann", []), post("two", "bob", []), post("hers", "u0", [])]
    ctx.lake.replace(frame(ORDERS, *lines), ORDERS, Days.every())
    ctx.lake.replace(frame(EVENTS, *likes), EVENTS, Days.every())
    ctx.lake.replace(frame(POSTS, *posts), POSTS, Days.every())
    ctx.lake.replace(frame(USER_LIMITS, out), USER_LIMITS, Days.every())

    build_items.run(ctx, ItemSettings(window_days=30, min_common=2, min_orders=3, basket_items=4))

    together = ctx.lake.read(BOUGHT_TOGETHER, DAY).collect()
    assert {(r.item_id, r.other_item_id, r.invoice_count) for r in together} == {
        ("a", "b", 3),
        ("b", "a", 3),
    }
    assert {row.support for row in together} == {round(3 / 23, 9)}
    alike = ctx.lake.read(SIMILAR_ITEMS, DAY).collect()
    assert {(r.item_kind, r.item_id, r.other_item_id, r.user_count) for r in alike} == {
        ("item", "a", "b", 3),
        ("item", "b", "a", 3),
        ("post", "one", "two", 3),
        ("post", "two", "one", 3),
    }
    assert (ctx.notes["orders"], ctx.notes["large_orders_left_out"]) == (23, 1)


@pytest.mark.whole
def test_a_lake_of_nothing_gives_empty_tables(ctx, frame):
    ctx.lake.replace(frame(POSTS, post("one", "ann", [])), POSTS, Days.every())

    build_hashtags.run(ctx, HashtagTableSettings())
    build_items.run(ctx, ItemSettings())

    for table in (HASHTAGS, HASHTAG_PAIRS, HASHTAG_TEXTS, SIMILAR_ITEMS, BOUGHT_TOGETHER):
        assert ctx.lake.read(table).count() == 0


@pytest.mark.whole
def test_a_notebook_is_told_hashtags_of_texts_that_mean_the_same(spark, frame, tmp_path):
    ctx = context_in(spark, load(overrides=[f"lake.root={tmp_path}"]), TODAY)
    texts = {
        "train": ("The train to work was late again this morning", ["commute"]),
        "bus": ("Our bus did not come, so I walked to the office", ["commute", "bus"]),
        "fees": ("The bank charged me four euros for a transfer", ["fees"]),
    }
    posts = [post(name, name, tags, text=text) for name, (text, tags) in texts.items()]
    ctx.lake.replace(frame(POSTS, *posts), POSTS, DAY)
    detect_language.run(ctx, LanguageSettings())
    embed_meanings.run(ctx, EmbeddingSettings())
    build_hashtags.run(ctx, HashtagTableSettings())
    nearest = SuggestSettings(neighbours=1)

    index = hashtag_index(ctx)
    of_bank = suggest_hashtags(ctx, "They want money for every card", index, nearest)
    beside = suggest_hashtags(ctx, "#Bus", settings=nearest)

    assert index.vectors.shape[0] == 3
    assert (of_bank[0].hashtag, of_bank[0].near) == ("fees", 1)
    assert (beside[0].hashtag, beside[0].near) == ("commute", 0)  # nothing is left to encode
