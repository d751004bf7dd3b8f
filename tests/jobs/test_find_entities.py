"""Whom and what posts name, and the sentiment of the clauses around it."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pytest
from own_models import write_model, write_token_model
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.core.errors import InputError, QualityError
from voxlake.entities.settings import EntitySettings
from voxlake.jobs import find_entities
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.language.encoder.embeddings import Encoder
from voxlake.language.encoder.reading import Reading
from voxlake.run.context import Context
from voxlake.run.models import Champion
from voxlake.tables import POST_ENTITIES, POST_LANGUAGE, POST_SENTIMENT, POSTS
from voxlake.text.clean import hashtags, mentions
from voxlake.text.wording import text_hash

DAY, NEXT = date(2024, 1, 1), date(2024, 1, 2)
BOTH = "😀👍🏽 love the App, hate the fees"
TEXTS = {
    DAY: [BOTH, "hate the fees", "@acme #acme hate it", "👍👍", "odio fees, amo app", "love App"],
    NEXT: ["App again"],
}
NAMES = {"App": {"kind": "product"}, "fees": {"kind": "cost"}, "Acme": {"aliases": ["@acme"]}}
# Worked by hand: of the vector (hate, love) the scores are 3 hate, 1, 3 love.
HEAD = {
    "encoder_version": "toy",
    "labels": ["negative", "neutral", "positive"],
    "unsure_below": 0.0,
    "intercepts": [0.0, 1.0, 0.0],
    "coefficients": [[3.0, 0.0], [0.0, 0.0], [0.0, 3.0]],
}
MOST, LEAST = (np.exp(x) / (np.exp(3) + np.exp(1) + 1) for x in (3.0, 0.0))


@dataclass(frozen=True)
class Words:
    """An annotator whose vectors say whether a text has hate and love."""

    def transform(self, documents):
        has = [F.col("text").contains(word).cast("float") for word in ("hate", "love")]
        vector = F.struct(F.array(*has).alias("embeddings"))
        return documents.withColumn("embedding", F.array(vector))


@dataclass(frozen=True)
class Models:
    """One head and an encoder; `version` is the encoder's."""

    version: str = "toy"

    def champion(self, name):
        return Champion(name, "3", HEAD)

    def encoder(self):
        return Encoder(self.version, Words(), Reading("toy", ()))


@pytest.fixture(scope="module")
def lake(spark, frame, tmp_path_factory):
    """Two days of posts; the one in Spanish has no sentiment, as no model reads it."""
    lake = Lake(spark, Root(str(tmp_path_factory.mktemp("lake"))), run_id="run")
    rows = [
        {"post_id": f"{day}:{n}", "post_date": day, "text": text, "is_usable": text != "love App"}
        for day, texts in TEXTS.items()
        for n, text in enumerate(texts)
    ]
    text = F.col("text")
    posts = frame(POSTS, *rows).withColumns(
        {"text_hash": text_hash(text), "mentions": mentions(text), "hashtags": hashtags(text)}
    )
    keys = [{"post_id": row["post_id"], "post_date": row["post_date"]} for row in rows]
    spanish = keys[4]
    said = {"negative": 0.25, "positive": 0.5, "label": "positive", "model_version": "2"}
    both = Days.of(TEXTS)
    lake.replace(posts, POSTS, both)
    languages = [{**k, "is_read": k != spanish, "language": "en"} for k in keys]
    lake.replace(frame(POST_LANGUAGE, *languages), POST_LANGUAGE, both)
    scores = [{**k, **said} for k in keys if k != spanish]
    lake.replace(frame(POST_SENTIMENT, *scores), POST_SENTIMENT, both)
    return lake


@pytest.fixture
def ctx(spark, lake):
    return Context(spark, lake, Models(), Days.of([DAY]), "run")


@pytest.fixture(scope="module")
def ran(spark, lake):
    """What the job wrote of the first of the two days, and what it noted."""
    ctx = Context(spark, lake, Models(), Days.of(TEXTS), "run")
    find_entities.run(ctx, EntitySettings(names=NAMES))
    return rows_of(replace(ctx, days=Days.of([DAY]))), ctx.notes


def rows_of(ctx):
    rows = ctx.lake.read(POST_ENTITIES, ctx.days).orderBy("post_id", "start").collect()
    return {(int(row["post_id"].split(":")[1]), row["mention"]): row for row in rows}


def test_each_place_has_its_words_its_clause_and_what_the_clause_says(ran):
    found, _ = ran

    assert set(found) == {
        (0, "App"),
        (0, "fees"),
        (1, "fees"),
        (2, "@acme"),
        (2, "#acme"),
        (4, "fees"),
        (4, "app"),
    }
    app, fees = found[0, "App"], found[0, "fees"]
    assert (app["entity"], app["kind"], app["source"]) == ("App", "product", "gazetteer")
    assert (app["start"], app["end"]) == (BOTH.index("App"), BOTH.index("App") + 3)
    assert BOTH[app["clause_start"] : app["clause_end"]] == "😀👍🏽 love the App,"
    assert BOTH[fees["clause_start"] : fees["clause_end"]] == "hate the fees"
    assert (app["positive"], app["negative"]) == pytest.approx((MOST, LEAST), abs=1e-6)
    assert (fees["positive"], fees["negative"]) == pytest.approx((LEAST, MOST), abs=1e-6)
    assert (app["label"], fees["label"], fees["model_version"]) == ("positive", "negative", "3")
    tag = found[2, "#acme"]
    assert (found[2, "@acme"]["kind"], tag["entity"], tag["kind"]) == ("brand", "Acme", "brand")


def test_a_post_of_one_clause_has_its_own_sentiment_and_one_that_no_model_reads_has_none(ran):
    found, notes = ran

    for key in ((1, "fees"), (2, "@acme")):
        assert (found[key]["positive"], found[key]["model_version"]) == (0.5, "2")
    assert found[4, "fees"]["label"] is found[4, "app"]["positive"] is None
    assert notes == {"clauses_scored": 2}


def test_the_sentiment_of_posts_is_taken_and_nothing_encoded_where_the_config_says_so(ran, ctx):
    settings = EntitySettings(names=NAMES, sentiment="post")

    find_entities.run(replace(ctx, models=None, notes={}), settings)

    app = rows_of(ctx)[0, "App"]
    assert (app["clause_start"], app["clause_end"]) == (0, len(BOTH))
    assert (app["positive"], app["model_version"]) == (0.5, "2")
    assert ctx.lake.read(POST_ENTITIES, Days.of([NEXT])).count() == 1


def test_without_a_list_there_are_handles_and_hashtags(ctx):
    find_entities.run(replace(ctx, models=None), EntitySettings())

    found = {key: (row["entity"], row["kind"], row["source"]) for key, row in rows_of(ctx).items()}
    assert found == {
        (2, "@acme"): ("@acme", "account", "mention"),
        (2, "#acme"): ("#acme", "hashtag", "hashtag"),
    }


def test_an_empty_day_gives_no_rows(ctx):
    empty = replace(ctx, days=Days.of([date(2024, 2, 1)]), models=None, notes={})

    find_entities.run(empty, EntitySettings(names=NAMES))

    assert rows_of(empty) == {}
    assert empty.notes == {"clauses_scored": 0}


def test_clauses_are_scored_by_a_model_of_ones_own_and_models_find_names(ctx, tmp_path):
    written = write_model(tmp_path / "mood", labels=("negative", "positive"))
    write_token_model(tmp_path / "names", {"late": "B-ORG", "train": "I-ORG"})
    settings = EntitySettings(
        names={"day": {}},
        table={"path": str(tmp_path / "list"), "format": "parquet"},
        models={"own": {"path": str(tmp_path / "names"), "kinds": {"ORG": "brand"}, "least": 0}},
        languages={"own": {"sentiment": {"path": str(tmp_path / "mood")}}},
    )
    text = "so good day, a bad late train"
    listed = ctx.spark.createDataFrame([("Goodness", "good")], "name string, alias string")
    listed.write.parquet(str(tmp_path / "list"))
    lake = Lake(ctx.spark, Root(str(tmp_path / "lake")), run_id="run")
    for table in (POSTS, POST_SENTIMENT):
        rows = ctx.lake.read(table, ctx.days).where(F.col("post_id") == f"{DAY}:0")
        changed = rows.withColumns({"text": F.lit(text)}) if table == POSTS else rows
        lake.replace(changed, table, ctx.days)

    own = replace(ctx, lake=lake, models=None)
    find_entities.run(own, settings)

    found = rows_of(own)
    assert {(mention, row["source"]) for (_, mention), row in found.items()} == {
        ("good", "gazetteer"),
        ("day", "gazetteer"),
        ("late train", "own"),
    }
    negative, positive = written.probabilities("[CLS]", "a", "bad", "late", "train", "[SEP]")
    late = found[0, "late train"]
    assert (late["entity"], late["kind"]) == ("late train", "brand")
    assert 0 < late["probability"] <= 1
    assert (late["negative"], late["positive"]) == pytest.approx((negative, positive), abs=1e-6)


def test_a_head_of_another_encoder_is_told_and_a_missing_list_named(ctx, tmp_path):
    other = replace(ctx, models=Models(version="other"))
    with pytest.raises(QualityError, match=r"reads vectors of toy, and the encoder here is other"):
        find_entities.run(other, EntitySettings(names=NAMES))

    with pytest.raises(InputError, match=r"no file .*/names\.csv, which entities\.gazetteer names"):
        find_entities.run(ctx, EntitySettings(gazetteer=str(tmp_path / "names.csv")))
