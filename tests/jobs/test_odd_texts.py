"""Whatever a text holds, its post has a row of known kind, from the file to the scores."""

import json
from datetime import date

import pytest

from voxlake.core.days import Days
from voxlake.ingest.settings import IngestSettings
from voxlake.jobs import detect_language, embed_texts, ingest, score_emotion, score_sentiment
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.language.heads.head import UNSURE
from voxlake.language.settings import LABELS, EmbeddingSettings, LanguageSettings
from voxlake.run.config import ModelSettings
from voxlake.run.context import Context
from voxlake.run.models import ModelPlaces, Models
from voxlake.tables import (
    POST_EMOTION,
    POST_LANGUAGE,
    POST_SENTIMENT,
    POSTS,
    REJECTED_ROWS,
    TEXT_EMBEDDINGS,
)

DAY = date(2024, 1, 1)
SCORED = {
    "letter": "x",
    "stop": ".",
    "links": "https://t.co/a http://t.co/b",
    "long": "late " * 20_000,
    "long_word": "a" * 100_000,
    "emoji": "so sad \U0001f622",
    "joined": "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "joiner": "\u200d",
    "zero_width": "wo\u200brd\u200c \u2060\u200dby word",
    "turned": "\u202eeht dnuora yaw rehto\u202c",
    "marks": "e\u0301\u0323\u0308" * 50,
    "no_character": "\uffff\ufffd\ue000",
    "half_by_name": "so sad &#xD83D;",  # HTML has no such character
}
UNREAD = {
    "right_to_left": "\u200f\u0634\u0643\u0631\u0627 \u062c\u0632\u064a\u0644\u0627",
    "both_ways": "\u05ea\u05d5\u05d3\u05d4 \u05e8\u05d1\u05d4 \u05dc\u05db\u05dd :) \u200eok\u200e",
}
WITHOUT_TEXT = {
    "nothing": None,
    "empty": "",
    "blank": " \t\n",
    "hidden": "\u200b\ufeff",
    "control": "\x00\x1b",
}
HALVES = {
    "high": r"so sad \ud83d",
    "low": r"\ude22 so sad",
    "turned_pair": r"so \ude22\ud83d sad",
    "high_twice": r"\ud83d\ud83d\ude22",
}
BROKEN = {"latin": b"caf\xe9", "cut": b"sad \xf0\x9f\x98", "half": b"\xed\xa0\xbd", "far": b"\xff"}
COLUMNS = {"post_id": "id", "posted_at": "at", "text": "text"}
LANGUAGE = LanguageSettings()


def write_json(data):
    good = {**SCORED, **UNREAD, **WITHOUT_TEXT}
    lines = [json.dumps({"id": n, "at": "2024-01-01", "text": t}) for n, t in good.items()]
    lines += [rf'{{"id": "{n}", "at": "2024-01-01", "text": "{t}"}}' for n, t in HALVES.items()]
    (data / "a.json").write_text("\n".join(lines))


def write_csv(data):
    texts = {**BROKEN, "good": "a caf\u00e9".encode()}
    lines = [b"id,at,text", *(b"%b,2024-01-01,%b" % (n.encode(), t) for n, t in texts.items())]
    (data / "b.csv").write_bytes(b"\n".join(lines))


def write_parquet(spark, data):
    rows = [(n, t) for n, t in {**BROKEN, "fine": "a caf\u00e9".encode()}.items()]
    texts = spark.createDataFrame([(n, bytearray(t)) for n, t in rows], "id string, text binary")
    typed = texts.selectExpr("id", "'2024-01-01' AS at", "CAST(text AS STRING) AS text")
    typed.coalesce(1).write.parquet(str(data / "c"))


@pytest.fixture
def ctx(spark, tmp_path):
    """A lake with what came in of a JSON, a CSV and a Parquet file."""
    data, conf = tmp_path / "data", tmp_path / "conf"
    data.mkdir()
    conf.mkdir()
    write_json(data)
    write_csv(data)
    write_parquet(spark, data)
    files = {"json": "a.json", "csv": "b.csv", "parquet": "c"}
    for form, path in files.items():
        source = {"name": form, "namespace": "n", "format": form, "path": path}
        (conf / f"{form}.yaml").write_text(json.dumps({**source, "tables": {"posts": COLUMNS}}))
    places = ModelPlaces.of(ModelSettings(), str(tmp_path / "lake"))
    models = Models(spark, places, run_id="run", keep_metrics=lambda _: None)
    lake = Lake(spark, Root(str(tmp_path / "lake")), run_id="run")
    context = Context(spark, lake, models, Days.of([DAY]), "run")
    settings = IngestSettings(
        sources=tuple(files),
        sources_dir=str(conf),
        data=str(data),
        max_rejected_share=1,  # most of the records of a file are broken on purpose
    )
    ingest.run(context, settings)
    return context


def names(ctx, table):
    return {row["post_id"].removeprefix("n:") for row in ctx.lake.read(table).collect()}


@pytest.mark.whole
def test_each_post_is_scored_or_left_out_for_a_reason_that_is_kept(ctx):
    detect_language.run(ctx, LANGUAGE)
    embed_texts.run(ctx, EmbeddingSettings())
    score_sentiment.run(ctx, LANGUAGE)
    score_emotion.run(ctx, LANGUAGE)

    rejected = ctx.lake.read(REJECTED_ROWS).select("source", "reason").collect()
    assert sorted(map(tuple, rejected)) == sorted(
        [("json", "utf8_invalid")] * len(HALVES)
        + [(form, "utf8_invalid") for form in ("csv", "parquet") for _ in BROKEN]
    )
    scored = {*SCORED, "good", "fine"}
    assert names(ctx, POSTS) == scored | set(UNREAD) | set(WITHOUT_TEXT)
    assert names(ctx, POST_LANGUAGE) == scored | set(UNREAD)
    texts = {row["text_hash"] for row in ctx.lake.read(TEXT_EMBEDDINGS).collect()}
    assert len(texts) == len(scored) - 1  # good and fine are one
    for model, table in (("sentiment", POST_SENTIMENT), ("emotion", POST_EMOTION)):
        assert names(ctx, table) == scored
        for row in ctx.lake.read(table).collect():
            chances = {name: row[name] for name in LABELS[model]}
            assert sum(chances.values()) == pytest.approx(1)
            assert row["label"] in (max(chances, key=chances.__getitem__), UNSURE)
