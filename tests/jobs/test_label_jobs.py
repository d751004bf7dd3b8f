import csv
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from voxlake.core.days import Days
from voxlake.core.errors import ConfigError, InputError
from voxlake.jobs import import_labels, sample_for_labels, watch_language
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.language.heads.plain import shipped_head
from voxlake.language.labels.settings import LabelSettings
from voxlake.language.watch.drift_settings import DriftSettings
from voxlake.run.config import ModelSettings
from voxlake.run.context import Context
from voxlake.run.models import ModelPlaces, Models
from voxlake.tables import (
    MODEL_METRICS,
    POST_LABELS,
    POST_LANGUAGE,
    POST_SENTIMENT,
    POSTS,
    TEXT_EMBEDDINGS,
)

MONDAY = date(2024, 3, 4)
VERSION, HEAD = shipped_head("sentiment")


@pytest.fixture
def ctx(spark, tmp_path):
    lake = Lake(spark, Root(str(tmp_path / "lake")), run_id="run")
    places = ModelPlaces.of(ModelSettings(), str(tmp_path / "lake"))
    models = Models(spark, places, run_id="run", keep_metrics=lambda _: None)
    return Context(spark, lake, models, Days.of([MONDAY]), "run")


def write(ctx, frame, posts):
    """Rows of all tables for posts of (id, day, label), with a made-up vector each."""
    draws = np.random.default_rng(5)
    keys = [{"post_id": name, "post_date": day} for name, day, _ in posts]
    days = Days.of(day for _, day, _ in posts)
    made_up = {"text": "so so", "is_usable": True}
    rows = [{**key, "text_hash": key["post_id"], **made_up} for key in keys]
    ctx.lake.replace(frame(POSTS, *rows), POSTS, days)
    ctx.lake.replace(
        frame(POST_LANGUAGE, *[{**k, "is_read": True} for k in keys]), POST_LANGUAGE, days
    )
    vectors = [
        {
            "post_date": key["post_date"],
            "text_hash": key["post_id"],
            "encoder_version": HEAD["encoder_version"],
            "vector": [float(x) for x in draws.normal(0, 0.05, 384)],
        }
        for key in keys
    ]
    ctx.lake.replace(frame(TEXT_EMBEDDINGS, *vectors), TEXT_EMBEDDINGS, days)
    scores = [
        {
            **key,
            "label": label,
            **dict.fromkeys(HEAD["labels"], 0.1),
            label: 0.8,
            "model_version": VERSION,
        }
        for key, (_, _, label) in zip(keys, posts, strict=True)
    ]
    ctx.lake.replace(frame(POST_SENTIMENT, *scores), POST_SENTIMENT, days)


@pytest.mark.whole
def test_a_sheet_goes_out_comes_back_and_is_not_asked_again(ctx, frame, tmp_path):
    write(ctx, frame, [(f"p{n:02}", MONDAY, "neutral") for n in range(12)])
    sheet = tmp_path / "sheets" / "to_label.csv"
    settings = LabelSettings(sheet=str(sheet), count=6)

    sample_for_labels.run(ctx, settings)
    rows = list(csv.DictReader(sheet.open()))
    assert 4 <= len(rows) <= 6
    assert {row["why"] for row in rows} >= {"random", "uncertain"}
    for who in ("ann", "bob"):
        with (tmp_path / f"{who}.csv").open("w") as out:
            writer = csv.DictWriter(out, rows[0].keys())
            writer.writeheader()
            for n, row in enumerate(rows):
                label = "negative" if n == 0 and who == "bob" else "neutral"
                writer.writerow({**row, "label": label, "annotator": who})
        import_labels.run(ctx, LabelSettings(sheet=str(tmp_path / f"{who}.csv")))
    import_labels.run(ctx, LabelSettings(sheet=str(tmp_path / "bob.csv")))

    assert ctx.lake.read(POST_LABELS).count() == 2 * len(rows)
    assert ctx.notes["conflicts"] == "1"
    assert ctx.notes[f"conflict about {rows[0]['post_id']}"] == "ann: neutral, bob: negative"
    kappas = ctx.lake.read(MODEL_METRICS).where("metric = 'kappa'").collect()
    assert [row["split"] for row in kappas] == ["ann and bob"]

    sample_for_labels.run(ctx, settings)
    again = {row["post_id"] for row in csv.DictReader(sheet.open())}
    assert again and not again & {row["post_id"] for row in rows}


@pytest.mark.whole
def test_a_sheet_that_is_not_named_or_not_there_is_an_error(ctx, tmp_path):
    for job in (sample_for_labels, import_labels):
        with pytest.raises(ConfigError, match=r"labels\.sheet"):
            job.run(ctx, LabelSettings())
    with pytest.raises(InputError, match=r"There is no file .*none\.csv: set labels\.sheet"):
        import_labels.run(ctx, LabelSettings(sheet=str(tmp_path / "none.csv")))


@pytest.mark.whole
def test_a_week_unlike_the_first_ones_asks_for_retraining(ctx, frame):
    labels = ("negative", "neutral", "positive")
    first = MONDAY - timedelta(days=28)
    usual = [(f"u{n}", first + timedelta(days=n % 28), labels[n % 3]) for n in range(168)]
    same = [(f"s{n}", MONDAY + timedelta(days=n % 7), labels[n % 3]) for n in range(42)]
    other = [(f"o{n}", MONDAY + timedelta(days=7), "negative") for n in range(42)]
    write(ctx, frame, [*usual, *same, *other])
    told = [
        {"post_id": f"s{n}", "model": "sentiment", "annotator": "ann", "label": labels[n % 3]}
        for n in range(20)
    ]
    ctx.lake.merge(frame(POST_LABELS, *told), POST_LABELS)
    settings = DriftSettings(min_posts=20, min_labels=10, psi_limit=0.6, projections=2)
    weeks = replace(ctx, days=Days.of([MONDAY, MONDAY + timedelta(days=7)]))

    watch_language.run(weeks, settings)
    watch_language.run(weeks, settings)

    rows = ctx.lake.read(MODEL_METRICS).where("model = 'sentiment'").collect()
    found = {(row["split"], row["metric"]): row["value"] for row in rows}
    assert len(found) == len(rows)
    this, that = "week 2024-03-04", "week 2024-03-11"
    assert found[this, "posts"] == 42
    assert found[this, "accuracy"] == 1.0
    assert found[this, "stated_accuracy"] == pytest.approx(0.8)
    assert found[this, "unread_share"] == found[this, "unsure_share"] == 0
    assert found[this, "asks_for_retraining"] == 0
    assert found[that, "label_psi"] > 1
    assert found[that, "asks_for_retraining"] == 1
    assert weeks.notes["asks_for_retraining"] == "sentiment 2024-03-11"
