from datetime import date, timedelta
from functools import partial

import pytest

from voxlake.core.days import Days, day_number
from voxlake.core.errors import ConfigError, InputError, TooLittleDataError
from voxlake.jobs import build_user_mood, build_weekly_mood, tune_mood
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.people.mood.settings import LabelledUsers, MoodSettings
from voxlake.run.config import ModelSettings
from voxlake.run.context import Context
from voxlake.run.models import ModelPlaces, Models
from voxlake.tables import (
    MODEL_METRICS,
    POST_EMOTION,
    POSTS,
    SEGMENT_MOOD_WEEKLY,
    USER_MOOD,
    USER_MOOD_WEEKLY,
    USER_SEGMENTS,
)
from voxlake.tables.columns import EMOTIONS

LAST = date(2024, 1, 14)  # a Sunday
SHARES = {
    "depressed": {"sadness": 0.8},
    "stressed": {"anger": 0.8},
    "neutral": {"neutral": 0.9},
    "satisfied": {"joy": 0.45},
    "cheerful": {"joy": 0.9},
}
FEW = MoodSettings(min_posts=2, folds=2, trials=10)


@pytest.fixture
def ctx(spark, tmp_path, frame):
    """Fifteen users, three of each mood, with two posts each in the last two weeks."""
    lake = Lake(spark, Root(str(tmp_path / "lake")), run_id="run")
    places = ModelPlaces.of(ModelSettings(), str(tmp_path / "lake"))
    keep_metrics = partial(lake.merge_values, table=MODEL_METRICS)
    models = Models(spark, places, run_id="run", keep_metrics=keep_metrics)
    posts, emotions = [], []
    for mood, chances in SHARES.items():
        for user in range(3):
            for back in (0, 7):
                key = {"post_id": f"{mood}{user}:{back}", "post_date": LAST - timedelta(days=back)}
                own = {**key, "user_id": f"{mood}{user}"}
                posts.append({**own, "is_usable": True, "is_repost": False})
                emotions.append({**own, **dict.fromkeys(EMOTIONS, 0.0), **chances})
    days = Days.of([LAST, LAST - timedelta(days=7)])
    lake.replace(frame(POSTS, *posts), POSTS, days)
    lake.replace(frame(POST_EMOTION, *emotions), POST_EMOTION, days)
    return Context(spark, lake, models, days, "run")


def labels(folder, *rows):
    path = folder / "moods.csv"
    path.write_text("user_id,mood\n" + "".join(f"{user},{mood}\n" for user, mood in rows))
    return LabelledUsers(path=str(path), format="csv")


def known(ctx):
    return {r["user_id"]: r["mood"] for r in ctx.lake.read(USER_MOOD).collect()}


def test_moods_are_told_and_those_of_a_tuned_rule_take_over(ctx, tmp_path):
    build_user_mood.run(ctx, FEW)
    before = known(ctx)
    assert before == {f"{mood}{n}": mood for mood in SHARES for n in range(3)}

    # People call those cheerful whom the rule calls satisfied, so the bound must fall.
    told = [(user, "cheerful" if mood == "satisfied" else mood) for user, mood in before.items()]
    tune_mood.run(ctx, FEW.model_copy(update={"training": labels(tmp_path, *told)}))
    build_user_mood.run(ctx, FEW)

    assert ctx.notes["held_out_accuracy"] == 1.0
    assert ctx.notes["posts_of"] == "2023-12-18..2024-01-14 (28 days)"
    assert known(ctx) == dict(told)
    rows = ctx.lake.read(MODEL_METRICS).where("split = 'posts'").collect()
    assert {(row.model, row.metric, row.value) for row in rows} == {
        ("mood", "first_day", day_number(LAST - timedelta(days=7))),
        ("mood", "last_day", day_number(LAST)),
    }


@pytest.mark.whole
def test_weeks_are_worked_out_whole(ctx, frame):
    placed = [{"user_id": f"{mood}0", "segment_id": 1, "as_of_date": LAST} for mood in SHARES]
    ctx.lake.replace(frame(USER_SEGMENTS, *placed), USER_SEGMENTS, Days.of([LAST]))
    settings = FEW.model_copy(update={"min_posts": 1})

    build_weekly_mood.run(ctx, settings)

    weekly = ctx.lake.read(USER_MOOD_WEEKLY).collect()
    assert {row["week_start"] for row in weekly} == {date(2024, 1, 1), date(2024, 1, 8)}
    assert len(weekly) == 30
    of_segment = ctx.lake.read(SEGMENT_MOOD_WEEKLY).where("segment_id = 1").collect()
    assert {(r["mood"], r["user_count"], r["user_share"]) for r in of_segment} == {
        (mood, 1, 0.2) for mood in SHARES
    }


def test_labels_that_cannot_be_used_are_named(ctx, tmp_path):
    def tuned_on(*rows):
        tune_mood.run(ctx, FEW.model_copy(update={"training": labels(tmp_path, *rows)}))

    with pytest.raises(ConfigError, match=r"mood\.training\.path"):
        tune_mood.run(ctx, FEW)
    with pytest.raises(InputError, match=r"unknown moods: glum; known are depressed"):
        tuned_on(("cheerful0", "glum"))
    with pytest.raises(InputError, match=r"users more than once: cheerful0"):
        tuned_on(("cheerful0", "cheerful"), ("cheerful0", "neutral"))
    none = LabelledUsers(path=str(tmp_path / "none"))
    with pytest.raises(InputError, match=r"none cannot be read as parquet.*of mood\.training"):
        tune_mood.run(ctx, FEW.model_copy(update={"training": none}))
    with pytest.raises(TooLittleDataError, match=r"1 labelled users have 2 scored posts"):
        tuned_on(("cheerful0", "cheerful"), ("nobody", "neutral"))
