from datetime import UTC, date, datetime, timedelta

import icalendar
import numpy as np
import pytest

from voxlake.marketing.experiments.bandits import Reward, new_state, update
from voxlake.marketing.publishing.files import calendar_of, sheet_of
from voxlake.marketing.publishing.items import Item, Variant
from voxlake.marketing.publishing.publication import Publication
from voxlake.marketing.publishing.schedule import Known, schedule_rows
from voxlake.marketing.publishing.settings import PublishingSettings
from voxlake.marketing.publishing.slots import Gain, Gains
from voxlake.marketing.publishing.variants import chosen
from voxlake.tables import POSTING_SCHEDULE

SUNDAY = date(2024, 5, 5)
APPROVED_AT = datetime(2024, 5, 1, tzinfo=UTC)
SETTINGS = PublishingSettings(
    accounts={"main": {"network": "file", "address": "out", "user_id": "x:1"}},
    weeks=1,
    gap_hours=24,
    slots_a_week=2,
    experiments={"bandits": {"e:1": {"policy": "thompson_beta"}}},
)
# The audience's Tuesday and Wednesday at 10, in Berlin.
GAINS = Gains(
    "Europe/Berlin", {("all", 2, 10): Gain(1.8, 1.4, 2.2, True), ("all", 3, 10): Gain(1.6)}
)


def item(name, *texts, account="main", **more):
    variants = tuple(Variant(text, arm_id=text) for text in texts or ("hi",))
    return Item(name, account, variants=variants, **more)


def plan(items, settings=SETTINGS, **known):
    told = {"gains": {"x:1": GAINS}, **known}
    rows = schedule_rows(items, Known(SUNDAY, "UTC", **told), settings)
    return {
        row["item_id"]: row
        for row in (dict(zip(POSTING_SCHEDULE.column_names, r, strict=True)) for r in rows)
    }


def published(name="old", **more):
    made = item(name)
    nothing = dict.fromkeys(("draft_id", "experiment_id", "arm_id", "choice_id", "propensity"))
    told = {
        **dict.fromkeys(("campaign_id", "image_path", "alt_text")),
        **nothing,
        "publication_id": made.publication_id,
        "item_id": name,
        "network": "file",
        "account": "main",
        "text": "hi",
        "scheduled_at": datetime(2024, 5, 7, 8, tzinfo=UTC),
        "approved_by": "ann",
        "approved_at": APPROVED_AT,
    }
    return Publication(**{**told, **more})


def test_items_get_the_best_hours_of_the_audience_and_say_what_is_expected():
    rows = plan([item("a"), item("b"), item("c")])

    assert rows["a"]["slot_start"] == datetime(2024, 5, 7, 8)
    assert rows["b"]["slot_start"] == datetime(2024, 5, 8, 8)
    a = rows["a"]
    assert (a["time_zone"], a["weekday"], a["hour"]) == ("Europe/Berlin", 2, 10)
    assert (a["expected_gain"], a["gain_low"], a["is_reliable"]) == (1.8, 1.4, True)
    assert (a["state"], a["reason"], a["approved_by"]) == ("planned", None, None)
    c = rows["c"]
    assert (c["state"], c["slot_start"], c["reason"]) == (
        "left",
        None,
        "there are more items than slots",
    )


def test_an_account_without_best_times_takes_those_of_all_or_the_first_slots():
    of_all = plan([item("a")], gains={"all": GAINS})["a"]
    nothing = plan([item("a")], gains={})["a"]

    assert of_all["expected_gain"] == 1.8
    assert (nothing["slot_start"], nothing["time_zone"]) == (datetime(2024, 5, 6, 7), "UTC")
    assert (nothing["expected_gain"], nothing["gain_low"], nothing["is_reliable"]) == (
        1,
        None,
        None,
    )


def test_what_is_approved_already_keeps_its_time_and_others_their_distance():
    rows = plan([item("old"), item("a")], publications=[published()])

    assert (rows["old"]["state"], rows["old"]["slot_start"]) == (
        "approved",
        datetime(2024, 5, 7, 8),
    )
    assert rows["a"]["slot_start"] == datetime(2024, 5, 8, 8)  # a day later exactly
    two = plan([item("a"), item("b")], publications=[published()])
    assert two["b"]["state"] == "left"  # two a week, and one is there
    free = plan([item("a")], publications=[published(state="failed")])
    assert free["a"]["slot_start"] == datetime(2024, 5, 7, 8)


def test_what_went_out_before_the_day_is_not_told_and_never_placed_again():
    long_ago = published(state="sent", scheduled_at=datetime(2024, 4, 1, tzinfo=UTC))

    assert plan([item("old")], publications=[long_ago]) == {}


def test_an_item_goes_out_within_its_times_on_the_clock_of_the_account():
    late = item("late", earliest=datetime(2024, 5, 9, 12), latest=datetime(2024, 5, 9, 12, 30))
    never = item("never", latest=datetime(2024, 5, 1))

    rows = plan([late, never])

    assert rows["late"]["slot_start"] == datetime(2024, 5, 9, 10)  # noon in Berlin
    assert rows["never"]["reason"] == "no slot lies between its earliest and latest time"


def test_an_item_without_an_account_is_left_with_the_reason():
    rows = plan([item("a", account=None), item("b", account="fax")])

    assert rows["a"]["reason"] == "it names no account"
    assert rows["b"]["reason"] == "publishing.accounts has no account 'fax'"
    assert rows["b"]["time_zone"] is None
    assert plan([]) == {}


def test_a_bandit_chooses_among_variants_by_what_it_has_learnt():
    bandit = SETTINGS.experiments.bandits["e:1"]
    rewards = [
        Reward(f"{arm}{n}", arm, float(arm == "b"), date(2024, 5, 1))
        for arm in ("a", "b")
        for n in range(200)
    ]
    learnt = {"e:1": update(new_state("e:1", ["a", "b"], bandit, 20), rewards)}
    picked = item("i", "a", "b", experiment_id="e:1")

    knowing = [
        chosen(item(f"{n}", "a", "b", experiment_id="e:1"), learnt, SETTINGS.experiments)
        for n in range(50)
    ]
    blind = [
        chosen(item(f"{n}", "a", "b", experiment_id="e:1"), {}, SETTINGS.experiments)
        for n in range(50)
    ]

    assert {c.variant.text for c in knowing} == {"b"}
    assert {c.variant.text for c in blind} == {"a", "b"}
    assert blind[0].propensity == pytest.approx(0.5, abs=1e-6)
    assert chosen(picked, learnt, SETTINGS.experiments) == chosen(
        picked, learnt, SETTINGS.experiments
    )
    row = plan([picked], states=learnt)["i"]
    assert (row["arm_id"], row["text"], row["experiment_id"]) == ("b", "b", "e:1")
    assert row["choice_id"].startswith("e:1:")
    assert 0.99 < row["propensity"] <= 1


def test_arms_without_a_text_are_not_chosen_and_new_arms_have_learnt_nothing():
    bandit = SETTINGS.experiments.bandits["e:1"]
    rewards = [Reward(f"{n}", "a", 1.0, date(2024, 5, 1)) for n in range(200)]
    learnt = {"e:1": update(new_state("e:1", ["a", "b"], bandit, 20), rewards)}

    picks = [
        chosen(item(f"{n}", "b", "c", experiment_id="e:1"), learnt, SETTINGS.experiments)
        for n in range(40)
    ]

    assert {c.variant.text for c in picks} == {"b", "c"}
    assert np.allclose([c.propensity for c in picks], 0.5, atol=1e-6)


def test_variants_that_no_bandit_can_choose_of_say_so():
    settings = SETTINGS.model_copy(
        update={"experiments": {"bandits": {"e:2": {"policy": "linear_thompson"}}}}
    )
    settings = PublishingSettings.model_validate(
        {**SETTINGS.model_dump(), "experiments": settings.experiments}
    )

    rows = plan(
        [
            item("first", "a", "b"),
            item("unnamed", "a", "b", experiment_id="e:9"),
            item("context", "a", "b", experiment_id="e:2"),
            item("one", "a", experiment_id="e:9"),
        ],
        settings,
    )

    assert (rows["first"]["text"], rows["first"]["reason"]) == (
        "a",
        "the first of 2: it has no experiment",
    )
    assert rows["unnamed"]["reason"] == "experiments.bandits does not name its experiment e:9"
    assert rows["context"]["reason"] == "the bandit of e:2 needs a context, and a post has none"
    assert rows["unnamed"]["state"] == rows["context"]["state"] == "left"
    assert (rows["one"]["state"], rows["one"]["arm_id"]) == ("planned", "a")


def test_the_approval_of_a_draft_goes_with_its_text():
    draft = Variant("hi", draft_id="d1", arm_id="d1", approved_by="ann", approved_at=APPROVED_AT)

    row = plan([Item("a", "main", variants=(draft,))])["a"]

    assert (row["draft_id"], row["approved_by"], row["approved_at"]) == (
        "d1",
        "ann",
        datetime(2024, 5, 1),
    )


def test_the_calendar_has_the_slots_in_utc_and_is_the_same_each_time():
    draft = Variant("Now, =1+1; " + "x" * 80, approved_by="ann", approved_at=APPROVED_AT)
    rows = plan([Item("a", "main", variants=(draft,)), item("b"), item("c")]).values()

    made = calendar_of(rows, SUNDAY)
    first, second = icalendar.Calendar.from_ical(made).walk("VEVENT")

    assert first.decoded("dtstart") == datetime(2024, 5, 7, 8, tzinfo=UTC)
    assert first.decoded("dtend") - first.decoded("dtstart") == timedelta(minutes=15)
    assert (first["status"], second["status"]) == ("CONFIRMED", "TENTATIVE")
    assert str(first["description"]) == draft.text
    assert str(first["summary"]).endswith("…")
    assert calendar_of(list(rows)[::-1], SUNDAY) == made


def test_the_sheet_shows_the_clock_of_the_account_and_no_formulas():
    rows = plan([item("a", "=1+1"), item("b"), item("c")]).values()

    header, *lines = sheet_of(rows).splitlines()

    assert header.startswith("id,local_time,time_zone,account")
    assert "2024-05-07T10:00+02:00,Europe/Berlin,main,file, =1+1,,1.80,planned" in lines[0]
    assert lines[2].endswith("left,there are more items than slots,c,hi,,")
