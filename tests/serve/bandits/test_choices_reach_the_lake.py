"""What was chosen on request is learnt of by the jobs, each event once."""

from datetime import UTC, date, datetime

import pytest
import yaml
from ingest_place import Place

from voxlake.marketing.experiments.settings import BanditSettings
from voxlake.serve.bandits.replay import Replay
from voxlake.serve.bandits.store import ASSIGNMENT, OUTCOME, Event, Store
from voxlake.tables import EXPERIMENT_EVENTS

AT = datetime(2024, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)
DAY = date(2024, 3, 1)
BANDITS = {"shop:x": BanditSettings(policy="linear_thompson", context=("age",))}
COLUMNS = ("event_id", "event_date", "experiment_id", "user_id", "kind", "arm", "propensity")
COLUMNS += ("choice_id",)
FURTHER = ("event_id", "metric", "value", "attributes")


@pytest.mark.whole
def test_events_of_the_api_are_in_experiment_events_once_however_often_they_are_replayed(
    spark, tmp_path
):
    place = Place(spark, tmp_path)
    store, out = Store(tmp_path / "choices.sqlite"), place.data
    replay = Replay(store, out, BANDITS)
    about = ("shop:x:0c", "shop:x", "shop:1", DAY, AT)
    store.keep(Event(ASSIGNMENT, *about, arm="a", propensity=0.25, context={"age": 0.1}))
    store.keep(Event(OUTCOME, *about, metric="bought", value=1.0))
    replay.write()
    source = yaml.safe_load((out / "choices_of_shop.yaml").read_text())
    place.source(**source)

    place.run("choices_of_shop", max_rejected_share=0.0)
    (out / "written").unlink()  # as if stopped before the place was kept
    store.keep(Event(OUTCOME, "shop:x:0d", "shop:x", "shop:2", DAY, AT, metric="bought", value=0))
    replay.write()
    place.run("choices_of_shop", max_rejected_share=0.0)

    told = {row[0]: row[1:] for row in place.rows(EXPERIMENT_EVENTS, *COLUMNS)}
    x = ("shop:x", "shop:1")
    assert told == {
        "shop:x:0c:chosen": (DAY, *x, ASSIGNMENT, "a", 0.25, "shop:x:0c"),
        "shop:x:0c:rewarded": (DAY, *x, OUTCOME, None, None, "shop:x:0c"),
        "shop:x:0d:rewarded": (DAY, "shop:x", "shop:2", OUTCOME, None, None, "shop:x:0d"),
    }
    rest = {row[0]: row[1:] for row in place.rows(EXPERIMENT_EVENTS, *FURTHER)}
    assert rest["shop:x:0c:chosen"] == (None, None, {"age": "0.1"})
    assert rest["shop:x:0c:rewarded"] == ("bought", 1.0, None)
    store.close()
