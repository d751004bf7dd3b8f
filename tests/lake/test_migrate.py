"""From the tables of an earlier voxlake to those that are declared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from earlier import JAN_1, JAN_2
from pyspark.sql import DataFrame, Row
from rich.console import Console

from voxlake.core.days import Days
from voxlake.lake import migrate
from voxlake.lake.lake import Lake
from voxlake.run.migration import migrate_lake, told
from voxlake.tables import POST_LABELS, POSTS, TOPICS, USER_MOOD, Earlier, Table

Frame = Callable[..., DataFrame]


def kinds(lake: Lake) -> dict[str, str]:
    return {s.earlier.name if s.earlier else s.table.name: s.kind for s in migrate.steps(lake)}


@pytest.mark.whole
def test_all_that_an_old_lake_needs_is_done_once_and_the_rest_is_said(old_lake: Lake):
    console = Console(record=True, width=200)
    versions = {table: old_lake.version(table) for table in (POSTS, USER_MOOD)}
    migrate_lake(old_lake, console, apply=False)
    assert {table: old_lake.version(table) for table in versions} == versions
    assert kinds(old_lake) == {
        **dict.fromkeys(
            ("posts_v1", "post_labels_v1", "demand_v1", "topics_v1", "sentiment_alerts_v1"), "grow"
        ),
        "job_runs_v1": "grow",
        "user_mood_v1": "copy",
    }

    for _ in range(2):
        lake = Lake(old_lake.spark, old_lake.place, run_id="again")
        migrate_lake(lake, console, apply=True)

    said = console.export_text()
    assert said.count("Done: ") == 7
    assert "grow    posts_v1: score, campaign_id\n" in said
    assert (
        "copy    user_mood_v1: 2 rows of 2024-01-01..2024-01-02 (2 days) are not in user_mood_v2."
        in said
    )
    assert said.count("Nothing was changed: --apply") == 1
    assert kinds(lake) == {"user_mood_v1": "drop"}
    assert f"user_mood_v2 has all of its days or keys. Remove the folder {lake.place.path}" in said
    assert (lake.version(POSTS), lake.version(USER_MOOD)) == (2, 0)


def test_the_posts_of_a_mood_come_over_as_lists(old_lake: Lake, frame: Frame):
    (copy,) = (step for step in migrate.steps(old_lake) if step.kind == "copy")
    migrate.take(old_lake, copy)

    rows = old_lake.read(USER_MOOD).sort("as_of_date")
    assert rows.select("as_of_date", "happiest_posts", "saddest_posts").collect() == [
        (JAN_1, [Row(post_id="a", score=0.9)], []),
        (JAN_2, [], [Row(post_id="b", score=None)]),
    ]


def test_days_that_were_made_anew_stay_as_they_are(old_lake: Lake, frame: Frame):
    anew = frame(USER_MOOD, {"as_of_date": JAN_2, "user_id": "other"})
    old_lake.replace(anew, USER_MOOD, Days.of([JAN_2]))

    (copy,) = (step for step in migrate.steps(old_lake) if step.kind == "copy")
    migrate.take(old_lake, copy)

    assert copy.days == Days.of([JAN_1])
    rows = old_lake.read(USER_MOOD).select("as_of_date", "user_id").collect()
    assert sorted(rows) == [(JAN_1, "u"), (JAN_2, "other")]


def second(table: Table, way: str) -> Table:
    name = table.name.replace("_v1", "_v2")
    return replace(table, name=name, earlier=(Earlier(table.name, way),))


def test_rows_that_are_merged_are_copied_by_key(old_lake: Lake, frame: Frame):
    labels = second(POST_LABELS, "copy")
    stored = {"post_id": "a", "model": "sentiment", "label": "corrected", "annotator": "x"}
    old_lake.merge(frame(POST_LABELS, {**stored, "post_id": "b", "label": "old"}), POST_LABELS)
    old_lake.merge(frame(labels, stored), labels)

    (copy,) = migrate.steps(old_lake, [labels])
    migrate.take(old_lake, copy)

    assert copy.row_count == 1
    rows = old_lake.read(labels).select("post_id", "label").collect()
    assert sorted(rows) == [("a", "corrected"), ("b", "old")]
    assert [step.kind for step in migrate.steps(old_lake, [labels])] == ["drop"]


def test_what_cannot_be_copied_says_which_job_makes_it_anew(old_lake: Lake):
    moods = replace(USER_MOOD, earlier=(Earlier("user_mood_v1", "rebuild"),))

    (rebuild,) = migrate.steps(old_lake, [moods])
    migrate.take(old_lake, rebuild)

    assert told(rebuild, old_lake) == (
        "rebuild user_mood_v1: 2 rows of 2024-01-01..2024-01-02 (2 days) are not in user_mood_v2. "
        "To make them anew: voxlake run --jobs build_user_mood --from 2024-01-02 --to 2024-01-02. "
        "That makes the last day; name each other day likewise, or let it go."
    )
    assert not old_lake.exists(moods)


def test_what_is_not_as_declared_or_of_a_newer_voxlake_is_left_and_said(old_lake: Lake):
    odd = (replace(c, type="string") if c.name == "weight" else c for c in TOPICS.columns)
    wrong, newer = replace(TOPICS, columns=tuple(odd)), replace(TOPICS, name="topics_v0")

    (misfit,) = migrate.steps(old_lake, [wrong])
    (refused,) = migrate.steps(old_lake, [newer])
    for step in (misfit, refused):
        migrate.take(old_lake, step)

    assert told(misfit, old_lake) == (
        "misfit  topics_v1: weight is double there, string here. Remove the folder "
        f"{old_lake.place.path}/gold/topics_v1, and make it anew: voxlake run --jobs fit_topics "
        "with --from and --to, or --reread for ingest."
    )
    assert told(refused, old_lake).startswith("refused topics_v0: The lake ")
    assert old_lake.version(TOPICS) == 1


@pytest.mark.parametrize("name", ["user_mood_v3", "other_v1", "user_mood_v2"])
def test_a_table_has_only_its_own_versions_before_it_as_earlier_ones(name: str):
    with pytest.raises(ValueError, match="is no version of 'user_mood_v2' before it"):
        replace(USER_MOOD, earlier=(Earlier(name, "copy"),))
