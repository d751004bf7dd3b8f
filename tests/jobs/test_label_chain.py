"""Labels of one's own: from a sheet to the scores of all posts, by config alone."""

import csv
from dataclasses import replace
from datetime import date

import pytest
from own_models import write_model
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.core.errors import ConfigError, TooLittleDataError
from voxlake.core.storage import read_bytes
from voxlake.jobs import (
    embed_texts,
    evaluate_language,
    import_labels,
    sample_for_labels,
    score_labels,
    train_language,
)
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.language.own.classifier import Classifier, read_files
from voxlake.run.config import ModelSettings, load
from voxlake.run.context import Context
from voxlake.run.models import ModelPlaces, Models
from voxlake.tables import MODEL_METRICS, POST_LABELS, POST_LANGUAGE, POST_SCORES, POSTS
from voxlake.text.wording import text_hash

DAY = date(2024, 3, 4)
ABOUT = {
    "late": ["my parcel is late again", "two weeks and still waiting", "it never came"],
    "rude": ["your staff was rude to me", "he shouted at us", "such an unfriendly clerk"],
    "other": ["the shop opens at nine", "I like the red door", "we met in Rome"],
}
WORDINGS = ("{}", "well, {}", "{} @you http://x.y/z", "{} again", "{} and so on", "{}!", "so {}")
TEXTS = {
    f"{kind}{n}{m}": wording.format(text)
    for kind, of_kind in ABOUT.items()
    for n, text in enumerate(of_kind)
    for m, wording in enumerate(WORDINGS)
}
SETTINGS = (
    "training.texts=post_labels",
    "training.regularisations=[0.01]",
    "training.folds=2",
    "training.curve=[40]",
    "training.max_iterations=5",
    "training.promote_from=0.4",
    "training.resamples=20",
    "labels.annotator=ann",
    "labels.count=8",
)


@pytest.fixture(scope="module")
def made(spark, frame, tmp_path_factory):
    """A lake of 63 posts with vectors, of which nobody was asked anything."""
    folder = str(tmp_path_factory.mktemp("lake"))
    lake = Lake(spark, Root(folder), run_id="run")
    places = ModelPlaces.of(ModelSettings(), folder)
    models = Models(
        spark,
        places,
        run_id="run",
        keep_metrics=lambda rows: lake.merge_values(rows, table=MODEL_METRICS),
    )
    ctx = Context(spark, lake, models, Days.of([DAY]), "run")
    keys = [{"post_id": name, "post_date": DAY} for name in TEXTS]
    posts = [
        {**key, "user_id": "u", "text": TEXTS[key["post_id"]], "is_usable": True} for key in keys
    ]
    rows = frame(POSTS, *posts).withColumn("text_hash", text_hash(F.col("text")))
    lake.replace(rows, POSTS, ctx.days)
    read = frame(POST_LANGUAGE, *[{**key, "is_read": True} for key in keys])
    lake.replace(read, POST_LANGUAGE, ctx.days)
    embed_texts.run(ctx, load(overrides=["lake.root=x"]).embeddings)
    return ctx


def config_of(folder, *more):
    return load(overrides=["lake.root=x", f"labels.sheet={folder / 'sheet.csv'}", *SETTINGS, *more])


def fill(folder, posts, label_of):
    """The sheet as a person fills it; of these posts alone."""
    with (folder / "sheet.csv").open("w") as out:
        writer = csv.writer(out)
        writer.writerow(["post_id", "why", "label"])
        writer.writerows([post, "random", label_of(post)] for post in posts)


@pytest.mark.whole
def test_a_sheet_becomes_a_model_of_labels_of_ones_own_that_scores_all_posts(
    made, copied, tmp_path
):
    ctx = copied(made)
    sets = "languages.sets={subject: {labels: [late, rude, other]}}"
    config = config_of(tmp_path, sets, "labels.model=subject", "training.model=subject")

    sample_for_labels.run(ctx, config.labels)
    rows = list(csv.DictReader((tmp_path / "sheet.csv").open()))
    assert {row["why"] for row in rows} == {"random", "diverse"}
    score_labels.run(ctx, config.languages)
    assert ctx.notes["wait_for_train_language"] == "subject"
    with pytest.raises(TooLittleDataError, match="there are none"):
        train_language.run(ctx, config.training)

    fill(tmp_path, TEXTS, lambda post: post[:-2].upper())
    import_labels.run(ctx, config.labels)
    train_language.run(ctx, config.training)
    evaluate_language.run(ctx, config.training)
    sample_for_labels.run(ctx, config.labels)
    score_labels.run(replace(ctx, days=Days.of([DAY])), config.languages)

    assert ctx.notes["promoted"]
    assert list(ctx.models.champion("subject").model["labels"]) == ["late", "rude", "other"]
    sizes = [part.split(": ")[0] for part in ctx.notes["macro_f1_at"].split(", ")]
    assert sizes[0] == "40" and 40 < int(sizes[1]) < len(TEXTS)
    figures = {
        (row["split"], row["metric"]): row["value"]
        for row in ctx.lake.read(MODEL_METRICS).where("model = 'subject'").collect()
    }
    # Measured on those alone that the model has not learned.
    assert figures["post_labels all", "texts"] == len(TEXTS) - int(sizes[1])
    scores = ctx.lake.read(POST_SCORES).collect()
    assert {row["post_id"] for row in scores} == set(TEXTS)
    given = [max(row["chances"], key=row["chances"].get) for row in scores]
    right = [row["post_id"].startswith(label) for row, label in zip(scores, given, strict=True)]
    assert sum(right) > 0.8 * len(TEXTS)
    assert not list(csv.DictReader((tmp_path / "sheet.csv").open()))  # all are labelled


@pytest.mark.whole
def test_several_labels_of_a_post_are_learned_each_by_a_model_of_its_own(made, copied, tmp_path):
    ctx = copied(made)
    sets = "languages.sets={fault: {labels: [late, lost], several: true}}"
    config = config_of(tmp_path, sets, "labels.model=fault", "training.model=fault")
    said = {"late": "late", "rude": "none", "other": "None"}

    fill(tmp_path, TEXTS, lambda post: said[post[:-2]])
    import_labels.run(ctx, config.labels)
    train_language.run(ctx, config.training)
    evaluate_language.run(ctx, config.training)
    score_labels.run(ctx, config.languages)

    assert ctx.lake.read(POST_LABELS).count() == 2 * len(TEXTS)
    assert ctx.notes["fault_late promoted"]
    assert ctx.notes["fault_late accuracy"] > 0.8
    assert "no champion of the model 'fault_lost'" in ctx.notes["fault_lost waits"]
    assert ctx.notes["wait_for_train_language"] == "fault_lost"
    scores = ctx.lake.read(POST_SCORES).collect()
    assert {row["model"] for row in scores} == {"fault_late"}
    right = [(r["chances"]["yes"] > 0.5) == r["post_id"].startswith("late") for r in scores]
    assert sum(right) > 0.8 * len(TEXTS) == 0.8 * len(scores)


@pytest.mark.whole
def test_labels_of_ones_own_measure_a_model_of_ones_own(made, copied, tmp_path):
    ctx = copied(made)
    own = ("late.parcel", "words")
    write_model(tmp_path / "model", labels=own)
    config = config_of(
        tmp_path,
        "languages.sets={mine: {labels: [late.parcel, words]}}",
        f"languages.own={{mine: {{path: {tmp_path / 'model'}}}}}",
        "labels.model=mine",
        "training.model=mine",
    )

    fill(tmp_path, TEXTS, lambda post: own["late" not in post])
    import_labels.run(ctx, config.labels)
    evaluate_language.run(ctx, config.training)

    assert ctx.notes["version"].startswith("own-")
    assert ctx.notes["texts"] == len(TEXTS)  # it has learned none of them
    folder = str(tmp_path / "model")
    model = Classifier(folder, read_files(folder, read_bytes))
    is_late = {post: model.probabilities(text).argmax() == 0 for post, text in TEXTS.items()}
    right = sum(is_late[post] == post.startswith("late") for post in TEXTS)
    assert 0 < right < len(TEXTS)
    assert ctx.notes["accuracy"] == pytest.approx(right / len(TEXTS), abs=1e-4)


@pytest.mark.whole
def test_a_table_tells_one_label_of_a_text(made, tmp_path):
    sets = "languages.sets={fault: {labels: [late, rude], several: true}}"
    config = config_of(tmp_path, sets, "training.model=fault", "training.texts={path: some}")

    with pytest.raises(ConfigError, match=r"one of fault_late, fault_rude, or training\.texts to"):
        train_language.run(made, config.training)
