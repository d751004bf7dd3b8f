"""Images of drafts, on a lake of a folder and with files on S3."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from voxlake.core import storage
from voxlake.core.days import Days
from voxlake.core.errors import ConfigError, InputError, TooLittleDataError
from voxlake.jobs import generate_images
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.marketing.images.files import opened
from voxlake.marketing.images.settings import ImageSettings
from voxlake.run.context import Context
from voxlake.tables import DRAFTS, IMAGES

DAY = date(2024, 3, 1)
SETTINGS = ImageSettings(networks=("blog",))


def draft(name, text, state="offered", day=DAY):
    told = {"draft_id": name, "item_id": f"item {name}", "created_date": day, "state": state}
    return {**told, "text": text}


@pytest.fixture(scope="module")
def told(spark, frame, tmp_path_factory):
    """A lake with drafts of two days."""
    lake = Lake(spark, Root(str(tmp_path_factory.mktemp("images"))), run_id="run")
    drafts = [
        draft("a", "Fees are gone. From Monday on."),
        draft("b", "Thank you 谢你", "approved"),
        draft("c", "Not this one.", "rejected"),
        draft("d", "Nor that one.", day=DAY - timedelta(days=1)),
    ]
    lake.replace(frame(DRAFTS, *drafts), DRAFTS, Days.every())
    return Context(spark, lake, None, Days.of([DAY]), "run")


@pytest.fixture
def ctx(told, copied):
    return copied(told)


def test_drafts_of_the_day_get_images_once_and_those_of_other_looks_stay(ctx, bucket):
    on_s3 = SETTINGS.model_copy(update={"folder": f"{bucket}/images"})
    for settings in (on_s3, on_s3):
        generate_images.run(ctx, settings)

    rows = {row["draft_id"]: row for row in ctx.lake.read(IMAGES).collect()}
    assert set(rows) == {"a", "b"}
    image = rows["a"]
    assert (image["state"], image["created_date"], image["network"]) == ("offered", DAY, "blog")
    assert image["alt_text"] == "Fees are gone. From Monday on."
    assert opened(storage.read_bytes(image["path"])).size == (1200, 630)
    assert (rows["b"]["state"], rows["b"]["path"]) == ("rejected", None)
    assert "lacks 2 of the characters: 谢 你" in rows["b"]["reason"]
    assert len(storage.names(f"{bucket}/images")) == 2
    assert ctx.notes == {"offered": 1, "rejected": 1, "failed": 0}

    generate_images.run(ctx, SETTINGS.model_copy(update={"seed": 21}))

    assert ctx.lake.read(IMAGES).count() == 4
    (other,) = ctx.lake.read(IMAGES).where("draft_id = 'a' AND seed = 21").collect()
    assert other["path"].startswith(f"{ctx.lake.place.home}/_images/")


def test_a_run_without_drafts_or_key_or_with_too_many_says_what_to_do(ctx, monkeypatch):
    tomorrow = replace(ctx, days=Days.of([DAY + timedelta(days=1)]))
    with pytest.raises(TooLittleDataError, match=r"generate_content first, or name images\.wishes"):
        generate_images.run(tomorrow, SETTINGS)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ConfigError, match="OPENAI_API_KEY"):
        generate_images.run(ctx, SETTINGS.model_copy(update={"generator": "openai"}))
    with pytest.raises(InputError, match=r"raise images\.max_images"):
        generate_images.run(ctx, SETTINGS.model_copy(update={"max_images": 1}))
