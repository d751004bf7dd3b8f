"""What reaches the driver of labels and of dirty input has a bound, which says what to do."""

from __future__ import annotations

import logging
from datetime import date
from decimal import Decimal
from types import ModuleType, SimpleNamespace

import pytest

from voxlake.core.days import Days
from voxlake.core.errors import ConfigError, InputError
from voxlake.jobs import train_encoder
from voxlake.jobs.common.answers import kept_texts
from voxlake.language.encoder.settings import EncoderSettings, EncoderTexts
from voxlake.language.heads import training
from voxlake.language.heads.classifier import fit_on_all
from voxlake.language.heads.training import labels_of
from voxlake.language.labels import labels
from voxlake.language.labels.labels import agreement
from voxlake.language.settings import LabelledTexts, TrainingSettings
from voxlake.people.audience import rows as audience_rows
from voxlake.people.audience.rows import in_files
from voxlake.people.audience.settings import AudienceSettings
from voxlake.people.mood.settings import MoodSettings
from voxlake.people.mood.tuning import tune_mood
from voxlake.people.orders import rates
from voxlake.people.orders.rates import reporting_currency
from voxlake.people.orders.settings import OrderSettings
from voxlake.report.pages import value
from voxlake.report.week import quality
from voxlake.run.context import Context
from voxlake.spark.bounded import collect_at_most, first_at_most, pandas_at_most
from voxlake.tables import DATA_QUALITY, ORDER_RECONCILIATION, ORDERS, POST_LABELS, VALUE_TOTALS


@pytest.fixture
def texts(tmp_path):
    """A labelled table of three texts."""
    path = tmp_path / "texts.csv"
    path.write_text("text,label\nso good,positive\nso bad,negative\nso so,neutral\n")
    return LabelledTexts(path=str(path), format="csv")


@pytest.fixture
def ctx(spark):
    """Of a job that touches no lake."""
    lake = SimpleNamespace(_record=object())
    return Context(spark, lake, None, Days.every(), "run")


def test_as_many_rows_as_the_bound_are_taken_and_one_more_is_refused(spark):
    assert [row.id for row in collect_at_most(spark.range(3), 3, "rows", "Go.")] == [0, 1, 2]
    assert len(pandas_at_most(spark.range(3), 3, "rows", "Go.")) == 3
    for take in (collect_at_most, pandas_at_most):
        with pytest.raises(InputError, match=r"There are more than 2 rows of t\. Raise a\.b\."):
            take(spark.range(3), 2, "rows of t", "Raise a.b.")


def test_the_first_rows_are_told_with_a_warning_where_there_are_more(spark, caplog):
    ids = spark.range(3).orderBy("id")
    with caplog.at_level(logging.WARNING):
        assert len(first_at_most(ids, 3, "ids")) == 3
        assert not caplog.records
        assert [row.id for row in first_at_most(ids, 2, "ids")] == [0, 1]
    assert "more than 2 ids" in caplog.text


def test_labelled_texts_have_the_bound_of_their_settings(ctx, texts):
    with kept_texts(ctx, TrainingSettings(texts=texts, max_texts=3)) as kept:
        assert kept.count() == 3
    few = TrainingSettings(texts=texts, max_texts=2)
    with (
        pytest.raises(InputError, match=r"texts\.csv\. Raise training\.max_texts"),
        kept_texts(ctx, few),
    ):
        pass


def test_texts_of_the_encoder_have_the_bound_of_its_settings(ctx, texts, tmp_path, monkeypatch):
    monkeypatch.setattr(train_encoder, "_module", ModuleType)
    table = EncoderTexts(head="mood", texts=texts, means={"positive": ("up",)})
    settings = EncoderSettings(
        template="t", output=str(tmp_path / "o"), texts=(table,), heads={"mood": ("up",)}
    )
    with pytest.raises(ConfigError, match="means lacks negative, neutral"):
        train_encoder.run(ctx, settings.model_copy(update={"max_texts": 3}))
    with pytest.raises(InputError, match=r"more than 2 .* Raise encoder\.max_texts"):
        train_encoder.run(ctx, settings.model_copy(update={"max_texts": 2}))


def test_a_column_that_holds_no_labels_is_named(frame, monkeypatch):
    rows = frame("label string, class double", *({"label": f"{n}", "class": n} for n in (0.0, 1.0)))
    monkeypatch.setattr(training, "_MOST_LABELS", 1)
    with pytest.raises(InputError, match=r"more than 1 different labels\. .*label_column"):
        labels_of(rows, ())
    with pytest.raises(InputError, match="more than 1 classes"):
        fit_on_all(rows, class_count=1, regularisation=0.1, max_iterations=1, balance=1.0)


def test_annotators_that_are_no_people_are_named(frame, monkeypatch):
    monkeypatch.setattr(labels, "_MOST_PAIRS", 2)
    told = (
        {"post_id": "p", "model": "m", "annotator": who, "label": who} for who in ("a", "b", "c")
    )
    with pytest.raises(InputError, match=r"more than 2 pairs .*post_labels\.annotator"):
        agreement(frame(POST_LABELS, *told))


def test_posts_of_users_with_a_mood_have_the_bound_of_its_settings(frame):
    known = frame("user_id string, mood string", {"user_id": "u", "mood": "neutral"})
    numbers = "age double, activity double, positivity double, low double, tense double"
    weighed = frame(
        f"user_id string, post_id string, ownership string, {numbers}",
        *({"user_id": "u", "post_id": post, "ownership": "own"} for post in "pq"),
    )
    with pytest.raises(InputError, match=r"more than 1 posts .* Raise mood\.max_posts"):
        tune_mood(known, weighed, MoodSettings(max_posts=1))


def test_currencies_that_are_none_are_named_with_their_column(frame, monkeypatch):
    monkeypatch.setattr(rates, "_MOST_CURRENCIES", 2)
    some = ({"order_line_id": name, "user_id": "u", "currency": name} for name in "ABC")
    orders = frame(ORDERS, *some)
    with pytest.raises(InputError, match=r"more than 2 different values in orders\.currency"):
        reporting_currency(orders, OrderSettings())
    with pytest.raises(ConfigError, match=r"2 currencies \(A, B\)"):
        reporting_currency(orders.where("currency < 'C'"), OrderSettings())


def test_an_audience_of_too_many_files_names_the_setting_of_their_size(frame, monkeypatch):
    monkeypatch.setattr(audience_rows, "_MOST_FILES", 2)
    users = frame("user_id string", {"user_id": "u"})
    settings = AudienceSettings(columns=("user_id",), rows_per_file=10)

    assert in_files(users, 20, settings).rdd.getNumPartitions() == 2
    with pytest.raises(ConfigError, match=r"21 rows, which are 3 files .*audience\.rows_per_file"):
        in_files(users, 21, settings)


def test_the_report_takes_the_largest_currencies_and_most_frequent_steps(
    frame, monkeypatch, caplog
):
    monkeypatch.setattr(value, "_CURRENCIES", 1)
    monkeypatch.setattr(quality, "_STEPS", 2)
    money = frame(
        ORDER_RECONCILIATION,
        {"source_currency": "A", "gross": Decimal(1)},
        {"source_currency": "B", "gross": Decimal(2)},
    )
    steps = {"read": 9, "accepted": 8, "rejected: odd": 1}
    records = frame(
        DATA_QUALITY,
        *({"table_name": "posts", "step": step, "row_count": n} for step, n in steps.items()),
    )

    assert [one.currency for one in value._money(money)] == ["B"]
    (posts,) = quality.quality_of_records(records)
    assert (posts.read, posts.accepted, posts.reasons) == (9, 8, [])
    assert "more than 1 currencies" in caplog.text and "more than 2 steps" in caplog.text


def test_the_report_takes_the_last_cohorts_at_each_horizon(frame, monkeypatch):
    monkeypatch.setattr(value, "_COHORTS", 2)
    totals = [
        {"grouping": grouping, "group_name": name, "horizon_days": days, "expected_value": 1.0}
        for days in (30, 90)
        for grouping, names in (("cohort", ("2024-01", "2024-02", "2024-03")), ("segment", "123"))
        for name in names
    ]
    rows = frame(VALUE_TOTALS, *({"as_of_date": date(2024, 3, 1), **row} for row in totals))

    found = value._groups(rows)

    assert sorted({one.name for one in found["cohort"]}) == ["2024-02", "2024-03"]
    assert (len(found["cohort"]), len(found["segment"])) == (4, 6)
