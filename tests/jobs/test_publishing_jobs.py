import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from voxlake.core.days import Days
from voxlake.core.errors import InputError, TooLittleDataError
from voxlake.jobs import build_posting_schedule, build_reply_queue, publish_posts
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.marketing.publishing.settings import PublishingSettings, ReplySettings
from voxlake.run.context import Context
from voxlake.tables import (
    BANDIT_STATE,
    BEST_POST_TIMES,
    POSTING_SCHEDULE,
    POSTS,
    PUBLICATIONS,
    REPLY_QUEUE,
    REPLY_TIMES,
)

SUNDAY = date(2024, 5, 5)
DAY = Days.of([SUNDAY])
MONDAY_9 = datetime(2024, 5, 6, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def context(spark, tmp_path_factory):
    lake = Lake(spark, Root(str(tmp_path_factory.mktemp("lake"))), run_id="run")
    return Context(spark, lake, None, DAY, "run")


def test_a_plan_is_approved_and_goes_out_once(context, frame, tmp_path):
    lake = context.lake
    hours = [
        {
            "as_of_date": date(2024, 4, 30),
            "account_id": "x:1",
            "segment_id": -2,
            "content_type": "all",
            "weekday": 1,
            "hour": hour,
            "time_zone": "UTC",
            "gain": gain,
        }
        for hour, gain in [(9, 2.0), (10, 1.5)]
    ]
    lake.replace(frame(BEST_POST_TIMES, *hours), BEST_POST_TIMES, Days.of([date(2024, 4, 30)]))
    arms = [
        {"as_of_date": SUNDAY, "experiment_id": "e", "arm": arm, "place": n}
        | dict.fromkeys(("choice_count", "weight", "reward_sum", "reward_square_sum"), 0)
        | {
            "choice_count": 500,
            "weight": 500.0,
            "reward_sum": 490.0 * n,
            "reward_square_sum": 490.0 * n,
        }
        for n, arm in enumerate("ab")
    ]
    lake.replace(frame(BANDIT_STATE, *arms), BANDIT_STATE, DAY)
    items, approvals, out = (tmp_path / name for name in ("items.csv", "approvals.csv", "out"))
    items.write_text(
        "item_id,account,text,arm_id,experiment_id\none,main,Hello,a,e\none,main,Hi,b,e\ntwo,main,No,,\n"
    )
    settings = PublishingSettings(
        accounts={"main": {"network": "file", "address": str(out), "user_id": "x:1"}},
        items=str(items),
        gap_hours=1,
        weeks=1,
        experiments={"bandits": {"e": {}}},
    )

    build_posting_schedule.run(context, settings)

    assert (context.notes["planned"], context.notes["left"]) == (2, 0)
    rows = {row["item_id"]: row for row in lake.read(POSTING_SCHEDULE).collect()}
    assert (rows["one"]["text"], rows["one"]["slot_start"]) == ("Hi", datetime(2024, 5, 6, 9))
    assert rows["two"]["slot_start"] == datetime(2024, 5, 6, 10)
    folder = f"{lake.place.home}/_schedule/{SUNDAY}"
    assert "BEGIN:VEVENT" in Path(f"{folder}.ics").read_text()
    sheet = Path(f"{folder}.csv").read_text()

    # A person fills the sheet for the first line alone, and names it.
    approvals.write_text(sheet.replace("planned,,one,b,,", "planned,,one,b,ann,2024-05-05T20:00"))
    settings = settings.model_copy(update={"approvals": str(approvals)})
    at_9 = replace(context, days=Days.every(), now=lambda: MONDAY_9, notes={})
    publish_posts.run(replace(at_9, now=lambda: datetime(2024, 5, 6, 8, 59, tzinfo=UTC)), settings)
    assert not out.exists()
    publish_posts.run(at_9, settings)
    assert at_9.notes == {"sent": 1}
    publish_posts.run(at_9, settings)

    (row,) = lake.read(PUBLICATIONS).collect()
    assert (row["state"], row["sent_at"], row["approved_by"]) == (
        "sent",
        MONDAY_9.replace(tzinfo=None),
        "ann",
    )
    assert (row["arm_id"], row["choice_id"][:2]) == ("b", "e:")
    (written,) = out.iterdir()
    assert json.loads(written.read_text())["text"] == "Hi"
    # The next plan leaves it where it was.
    build_posting_schedule.run(context, settings)
    states = {r["item_id"]: r["state"] for r in lake.read(POSTING_SCHEDULE).collect()}
    assert states == {"one": "sent", "two": "planned"}
    # From a notebook the other one is approved, by its item.
    assert publish_posts.approve(at_9, settings, ["two", "three"], by="bob") == [
        "three: nothing with that id has a slot"
    ]
    assert lake.read(PUBLICATIONS).where("state = 'approved'").count() == 1


def test_without_accounts_or_files_it_is_said_what_to_set(context, tmp_path):
    with pytest.raises(TooLittleDataError, match=r"publishing.accounts names no account"):
        build_posting_schedule.run(context, PublishingSettings())
    account = {"main": {"network": "file", "address": str(tmp_path)}}
    lost = str(tmp_path / "lost.csv")
    with pytest.raises(InputError, match=r"There is no file .*: set publishing\.items"):
        build_posting_schedule.run(context, PublishingSettings(accounts=account, items=lost))
    with pytest.raises(InputError, match=r"There is no file .*: set publishing\.approvals"):
        publish_posts.run(context, PublishingSettings(accounts=account, approvals=lost))
    with pytest.raises(TooLittleDataError, match="Nothing says which posts need an answer"):
        build_reply_queue.run(context, ReplySettings())
    with pytest.raises(InputError, match=r"There is no file .*: set replies\.assignments"):
        build_reply_queue.run(context, ReplySettings(handles=("shop",), assignments=lost))


@pytest.mark.whole
def test_a_post_that_waits_is_assigned_and_stays_so_on_the_next_day(context, frame):
    lake = context.lake
    waits = {
        "post_id": "p",
        "post_date": SUNDAY,
        "posted_at": datetime(2024, 5, 5, 12),
        "user_id": "x:2",
        "text": "@shop help",
        "mentions": ["shop"],
        "is_usable": True,
        "is_repost": False,
    }
    lake.replace(frame(POSTS, waits), POSTS, DAY)
    settings = ReplySettings(handles=("shop",))

    build_reply_queue.run(context, settings)
    assert context.notes["open"] == 1
    at_9 = replace(context, now=lambda: MONDAY_9)
    build_reply_queue.assign(at_9, ["p"], to="ann")
    build_reply_queue.run(context, settings)
    build_reply_queue.run(replace(context, days=Days.of([date(2024, 5, 6)])), settings)

    queue = lake.read(REPLY_QUEUE).orderBy("as_of_date").collect()
    assert [(r["state"], r["assigned_to"], r["wait_hours"]) for r in queue] == [
        ("assigned", "ann", 12.0),
        ("assigned", "ann", 36.0),
    ]
    assert queue[0]["changed_at"] == MONDAY_9.replace(tzinfo=None)
    times = lake.read(REPLY_TIMES, DAY).collect()
    assert [(r["post_count"], r["open_count"], r["median_hours"]) for r in times] == [(1, 1, None)]
