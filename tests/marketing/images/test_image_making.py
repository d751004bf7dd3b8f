from dataclasses import dataclass, field, replace
from datetime import date

import pytest
from PIL import Image
from pydantic import ValidationError

from voxlake.core.errors import ConfigError
from voxlake.marketing.generating.errors import NoAnswerError, RefusedError
from voxlake.marketing.images.generators.base import Made
from voxlake.marketing.images.generators.card import CardGenerator
from voxlake.marketing.images.generators.diffusion import size_near
from voxlake.marketing.images.generators.known import generator_of
from voxlake.marketing.images.making import made_images
from voxlake.marketing.images.networks import NETWORKS
from voxlake.marketing.images.requests import alt_text, requests_of, words_of
from voxlake.marketing.images.settings import CardSettings, ImageSettings

DAY = date(2024, 3, 1)
SETTINGS = ImageSettings(networks=("x",))


@dataclass
class Memory:
    files: dict = field(default_factory=dict)

    def read(self, name):
        return self.files.get(name)

    def write(self, name, content):
        self.files[name] = content

    def place(self, name):
        return f"images/{name}"


@dataclass
class Drawer:
    """Draws in one colour, or does what `does` says of a headline."""

    does: dict = field(default_factory=dict)
    asked: list = field(default_factory=list)
    name: str = "drawer"
    is_of_words: bool = False

    def model(self, request):
        return "m1"

    def prompt(self, request):
        return request.prompt

    def recipe(self, request):
        return request.prompt

    def make(self, request):
        self.asked.append(request.headline)
        if error := self.does.get(request.headline):
            raise error
        return Made(Image.new("RGB", (1200, 675), "red"), ("a finding",))


def drafts(*titles):
    return [
        {
            "item_id": f"i{n}",
            "draft_id": f"d{n}",
            "created_date": DAY,
            "title": title,
            "text": "More of it.",
        }
        for n, title in enumerate(titles)
    ]


def test_an_image_is_made_once_and_its_file_found_again():
    store, drawer = Memory(), Drawer()
    requests = requests_of(drafts("One", "Two"), SETTINGS, DAY)

    first = made_images(requests, drawer, store, SETTINGS)
    again = made_images(requests, drawer, store, SETTINGS)

    assert drawer.asked == ["One", "Two"]
    assert first == again
    assert {row["state"] for row in first} == {"offered"}
    assert first[0]["path"] == f"images/{first[0]['content_hash']}.png"
    assert first[0]["findings"] == ["a finding"]
    assert first[0]["byte_count"] == len(store.files[f"{first[0]['content_hash']}.png"])


def test_two_drafts_of_the_same_words_share_a_file_and_have_a_row_each():
    store, drawer = Memory(), Drawer()

    rows = made_images(requests_of(drafts("One", "One"), SETTINGS, DAY), drawer, store, SETTINGS)

    assert drawer.asked == ["One"]
    assert len({row["image_id"] for row in rows}) == 2
    assert len({row["path"] for row in rows}) == 1


def test_a_damaged_file_is_made_again():
    store, drawer = Memory(), Drawer()
    requests = requests_of(drafts("One"), SETTINGS, DAY)
    (row,) = made_images(requests, drawer, store, SETTINGS)
    store.files[f"{row['content_hash']}.png"] = b"half"

    assert made_images(requests, drawer, store, SETTINGS) == [row]
    assert drawer.asked == ["One", "One"]


def test_all_that_changes_pixels_changes_the_hash():
    (request,) = requests_of(drafts("One"), SETTINGS, DAY)
    base = request.content_hash("g", "m", "r")

    others = {
        request.content_hash("h", "m", "r"),
        request.content_hash("g", "n", "r"),
        request.content_hash("g", "m", "s"),
        replace(request, seed=21).content_hash("g", "m", "r"),
        replace(request, network=NETWORKS["instagram"]).content_hash("g", "m", "r"),
    }
    assert len({base, *others}) == 6
    looks = (CardSettings(), CardSettings(accent="#123456"), CardSettings(brand="b"))
    assert len({CardGenerator(look).recipe(request) for look in looks}) == 3


def test_what_is_refused_is_rejected_and_what_does_not_come_failed_each_with_its_reason():
    does = {"Two": RefusedError("nonsense"), "Three": NoAnswerError("slow")}
    store = Memory()

    rows = made_images(
        requests_of(drafts("One", "Two", "Three"), SETTINGS, DAY), Drawer(does), store, SETTINGS
    )

    assert [(row["state"], row["reason"]) for row in rows] == [
        ("offered", None),
        ("rejected", "nonsense"),
        ("failed", "slow"),
    ]
    assert [row["path"] is None for row in rows] == [False, True, True]
    assert len(store.files) == 2


def test_a_generator_without_answers_is_given_up_and_asked_again_by_the_next_run():
    titles = [f"T{n}" for n in range(6)]
    silent = Drawer({title: NoAnswerError("slow") for title in titles[1:]})
    settings = SETTINGS.model_copy(update={"give_up_after": 2})
    store, requests = Memory(), requests_of(drafts(*titles), SETTINGS, DAY)

    rows = made_images(requests, silent, store, settings)

    assert silent.asked == ["T0", "T1", "T2"]
    assert [row["state"] for row in rows] == ["offered", *["failed"] * 5]
    assert rows[-1]["reason"] == "not asked for: drawer gave no answer 2 times in a row"
    later = made_images(requests, Drawer(), store, settings)
    assert {row["state"] for row in later} == {"offered"}


def test_an_image_of_another_shape_is_rejected_with_its_reason():
    drawer = Drawer()
    drawer.make = lambda request: Made(Image.new("RGB", (1024, 1024)))
    strict = SETTINGS.model_copy(update={"most_cropped": 0.1})

    (row,) = made_images(requests_of(drafts("One"), SETTINGS, DAY), drawer, Memory(), strict)

    assert row["state"] == "rejected"
    assert "another shape" in row["reason"]


def test_nothing_asked_for_makes_nothing():
    assert made_images(requests_of([], SETTINGS, DAY), Drawer(), Memory(), SETTINGS) == []


def test_requests_are_of_each_network_and_variant_and_of_the_config():
    settings = ImageSettings(
        networks=("x", "blog", "x"), variants=2, seed=5, wishes=[{"item_id": "w", "text": "Hi."}]
    )

    requests = requests_of(drafts("One"), settings, DAY)

    assert [(r.item_id, r.network.name, r.seed) for r in requests] == [
        ("i0", "x", 5),
        ("i0", "x", 6),
        ("i0", "blog", 5),
        ("i0", "blog", 6),
        ("w", "x", 5),
        ("w", "x", 6),
        ("w", "blog", 5),
        ("w", "blog", 6),
    ]
    assert requests[-1].draft_id is None


@pytest.mark.parametrize(
    ("title", "text", "words"),
    [
        ("Title", "Title. Then more.", ("Title", "Then more.")),
        (None, "First of all! Then more.\nEnd.", ("First of all!", "Then more.")),
        (None, "See https://x.org/a now #great #day @you", ("See now", "")),
        (None, "A #great day", ("A great day", "")),
        (None, "再见。你好。", ("再见。", "你好。")),
        (None, None, ("", "")),
        ("  ", "", ("", "")),
    ],
)
def test_words_of_a_card_are_the_title_or_the_first_sentences(title, text, words):
    assert words_of(title, text) == words


def test_an_alternative_text_has_the_words_of_a_card_and_is_as_long_as_the_network_takes():
    (request,) = requests_of(drafts("Fees are gone"), SETTINGS, DAY)
    short = replace(request, network=replace(request.network, alt_characters=12))

    assert alt_text(request, is_of_words=True) == "Fees are gone. More of it."
    assert alt_text(request, is_of_words=False) == "Illustration: Fees are gone. More of it."
    assert alt_text(short, is_of_words=True) == "Fees are go…"


def test_every_network_has_a_source_and_a_size_that_can_be_drawn():
    for network in NETWORKS.values():
        assert network.source
        assert min(network.width, network.height) >= 566


def test_settings_that_are_wrong_are_named():
    for wrong in (
        {"networks": ["myspace"]},
        {"card": {"accent": "red"}},
        {"openai": {"sizes": ["big"]}},
        {"openai": {"address": "file:///etc"}},
        {"openai": {"address": "https://me:secret@host/v1"}},
    ):
        with pytest.raises(ValidationError):
            ImageSettings(**wrong)


def test_a_model_that_is_not_there_is_named_with_its_setting(tmp_path):
    settings = ImageSettings(generator="diffusion", diffusion={"path": str(tmp_path)})
    (request,) = requests_of(drafts("One"), SETTINGS, DAY)

    with pytest.raises(ConfigError, match=r"images.diffusion.path: there is no model"):
        generator_of(settings, None).model(request)


def test_a_model_draws_about_as_many_pixels_as_it_knows_in_the_shape_that_is_wanted():
    assert size_near(512, 1.0) == (512, 512)
    assert size_near(512, 16 / 9) == (680, 384)
    assert size_near(64, 0.8) == (56, 72)
    assert size_near(8, 100.0) == (80, 8)
