"""What is told of one post over HTTP, and what where models or tables are missing."""

import shutil
from datetime import timedelta

import pytest
from arrow_lakes import write
from served import EVERYTHING, READER, client
from small_lake import LAST, Registry, Texts, fill, no_models, post

from voxlake.entities.settings import EntitySettings, NameSettings
from voxlake.lake.place import Root
from voxlake.language.settings import LanguageSettings
from voxlake.marketing.content.settings import ContentSettings
from voxlake.marketing.drafts.settings import Brand, DraftSettings
from voxlake.marketing.returns.settings import ReturnSettings
from voxlake.run.understanding_settings import UnderstandingSettings
from voxlake.serve.auth import audit
from voxlake.serve.auth.principal import Principal, Role
from voxlake.serve.reading.lake import Lake
from voxlake.serve.understanding import routes
from voxlake.serve.understanding.audits import Auditor
from voxlake.serve.understanding.champions import TopicModels
from voxlake.serve.understanding.drafting import Drafter
from voxlake.serve.understanding.names import EntityReader
from voxlake.serve.understanding.nearest import Nearest
from voxlake.serve.understanding.plans import Planner
from voxlake.serve.understanding.routes import router
from voxlake.serve.understanding.topic import TopicReader
from voxlake.serve.understanding.understand import Readers, Understander
from voxlake.tables import POSTS, TEXT_MEANINGS
from voxlake.topics.settings import TopicSettings

MARKETER = Principal("maria", frozenset({Role.MARKETER}))
POST = "The delivery of Acme is late, but I love the Zenith app"
NAMES = EntitySettings(names={"Acme": NameSettings(), "Zenith": NameSettings()})


def asked(folder, principal=EVERYTHING, texts=None, registry=None, drafts=None):
    lake, settings = Lake(str(folder), refresh_s=0), UnderstandingSettings(least_similarity=0.9)
    give = texts or Texts
    topics = TopicModels(registry or Registry(), 0)
    reader = TopicReader(topics, lake, TopicSettings())
    readers = Readers(give, reader, EntityReader(NAMES), Nearest(lake, settings))
    parts = router(
        Understander(lake, readers, settings, LanguageSettings()),
        Auditor(lake, topics, reader, ContentSettings(min_words=5)),
        Drafter(lake, drafts or DraftSettings(), lambda some: [0.1] * len(some)),
        Planner(lake, ReturnSettings()),
    )
    return client(lake, principal, (lambda _: parts,))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("understanding")
    fill(folder)
    return folder


@pytest.fixture(scope="module")
def api(folder):
    return asked(folder)


@pytest.fixture(scope="module")
def told(api):
    answer = api.post("/v1/understand", json={"text": POST})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_post_is_told_part_by_part_and_nothing_is_missing(told):
    assert told["missing"] == {}
    assert told["language"] == {"code": "en", "confidence": 0.9, "is_read": True}
    assert told["topic"]["likely"][0]["name"] == "Deliveries"
    assert told["topic"]["is_clear"]


def test_each_label_comes_with_the_phrases_without_which_it_would_be_less_sure(told):
    phrases = told["sentiment"]["phrases"]

    assert [one["phrase"] for one in phrases["negative"]][:1] == ["late,"]
    assert [one["phrase"] for one in phrases["positive"]][:1] == ["love"]
    assert phrases["negative"][0]["weight"] > 0
    assert "neutral" not in phrases
    assert told["emotion"]["phrases"]["joy"][0]["phrase"] == "love"


def test_each_name_has_the_sentiment_of_its_own_clause(told):
    found = {one["entity"]: (one["clause"], one["sentiment"]["label"]) for one in told["entities"]}

    assert found == {
        "Acme": ("The delivery of Acme is late,", "negative"),
        "Zenith": ("but I love the Zenith app", "positive"),
    }


def test_nearest_posts_are_usable_ones_with_their_answers(told):
    nearest = told["nearest"]

    assert {one["post_id"] for one in nearest["posts"]} <= {f"n:{n}" for n in range(12)}
    assert len(nearest["posts"]) == 5
    assert nearest["last_day"] == str(LAST)
    assert nearest["posts"][0]["text"].startswith("The delivery")


def test_what_follows_is_told_from_similar_posts_and_says_so(told):
    usual = told["follows"]["usual"]

    assert (usual["posts"], usual["answered"], usual["median_hours"]) == (12, 3, 2.0)
    assert usual["answered_share"] == 0.25
    assert usual["median_likes"] == 5.5
    assert told["follows"]["sentences"] == [
        f"Of 12 similar posts of {LAST - timedelta(days=11)} to {LAST}, 3 (25%) were answered, "
        "half of those within 2 hours.",
        "The median of the similar posts got 5.5 likes.",
        f"Its topic (Deliveries) is rising: 140 posts in the seven days to {LAST}, 25 in the seven "
        "before.",
    ]


def test_answers_are_not_known_where_no_source_tells_them(tmp_path):
    fill(tmp_path)
    posts = [post(n, f"The delivery {n} is late", LAST - timedelta(days=n)) for n in range(12)]
    write(tmp_path, POSTS, *posts)

    told = asked(tmp_path).post("/v1/understand", json={"text": POST}).json()

    assert told["follows"]["usual"]["answered"] is None
    assert "whether they were answered is not known" in told["follows"]["sentences"][0]


def test_who_may_not_see_people_is_told_no_post_and_no_name_of_a_topic(folder):
    told = asked(folder, MARKETER).post("/v1/understand", json={"text": POST}).json()

    assert {(one["post_id"], one["text"]) for one in told["nearest"]["posts"]} == {(None, None)}
    assert {one["name"] for one in told["topic"]["likely"]} == {None}
    assert "Deliveries" not in str(told)
    assert told["nearest"]["posts"][0]["similarity"] > 0.9


@pytest.mark.parametrize("path", ["understand", "texts/nearest"])
def test_the_audit_log_is_told_of_the_posts_that_somebody_is_shown(folder, monkeypatch, path):
    kept = []
    monkeypatch.setattr(routes, "note", lambda _, *told: kept.append(audit.told(*told)))

    for principal in (EVERYTHING, MARKETER):
        asked(folder, principal).post(f"/v1/{path}", json={"text": POST})

    assert kept == [
        {"table": "posts", "personal_columns": personal, "row_count": 5}
        for personal in (["post_id", "text"], [])
    ]


def test_a_text_in_a_language_that_no_model_reads_keeps_its_other_parts(api):
    told = api.post("/v1/understand", json={"text": "Bonjour Acme, delivery late"}).json()

    assert told["sentiment"] is None
    assert told["missing"]["sentiment"] == "The models read no text in the language fr."
    assert told["entities"][0]["entity"] == "Acme"
    assert told["nearest"] is not None


def test_without_encoders_language_and_names_are_told_and_the_rest_has_its_reason(folder):
    answer = asked(folder, texts=no_models).post("/v1/understand", json={"text": POST})

    told = answer.json()
    assert answer.status_code == 200
    assert told["language"]["code"] == "en"
    assert [one["entity"] for one in told["entities"]] == ["Acme", "Zenith"]
    assert [one["sentiment"] for one in told["entities"]] == [None, None]
    for part in ("sentiment", "emotion", "topic", "nearest"):
        assert told[part] is None
        assert told["missing"][part] == "There is no text encoder: run set-up."
    assert told["follows"] is None


def test_an_empty_lake_and_no_topic_model_are_reasons_and_no_error(tmp_path):
    (tmp_path / "_voxlake").mkdir()
    empty = asked(tmp_path, registry=Registry(None))

    told = empty.post("/v1/understand", json={"text": POST}).json()

    assert told["sentiment"]["label"] in ("negative", "positive")
    assert told["missing"]["topic"] == "No topics were fitted yet: run fit_topics."
    assert "run embed_meanings" in told["missing"]["nearest"]
    assert empty.post("/v1/texts/topics", json={"text": POST}).status_code == 503
    assert empty.post("/v1/texts/nearest", json={"text": POST}).status_code == 503
    assert empty.post("/v1/content/audit", json={"content": "<p>Hello</p>"}).status_code == 200


def test_a_topic_model_of_another_encoder_is_a_reason(folder):
    class Other(Texts):
        def version(self, name="meaning"):
            return "other"

    told = asked(folder, texts=Other).post("/v1/understand", json={"text": POST}).json()

    assert "reads vectors of toy" in told["missing"]["topic"]
    assert "run embed_meanings" in told["missing"]["nearest"]


def test_a_part_that_breaks_takes_no_other_with_it(folder):
    class Broken(Texts):
        def vectors(self, texts, name="meaning"):
            raise RuntimeError("secret place")

    told = asked(folder, texts=Broken).post("/v1/understand", json={"text": POST}).json()

    assert told["missing"]["phrases"] == "This part failed: an operator finds out why in the log."
    assert told["sentiment"]["phrases"] == {}
    assert told["topic"] is not None


@pytest.mark.parametrize("text", ["   ", "<b></b>", "\u200b"])
def test_a_text_with_nothing_to_read_is_refused(api, text):
    answer = api.post("/v1/understand", json={"text": text})

    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "nothing_to_read")


def test_what_comes_of_one_part_alone_is_the_same_as_of_all(api, told):
    asks = {"text": POST}
    assert api.post("/v1/texts/topics", json=asks).json() == told["topic"]
    assert api.post("/v1/texts/entities", json=asks).json()["entities"] == told["entities"]
    assert api.post("/v1/texts/nearest", json=asks).json() == told["nearest"]


def test_readers_may_not_ask_for_it(folder):
    reader = asked(folder, READER)

    for path in ("understand", "texts/topics", "drafts", "campaigns/predict"):
        assert reader.post(f"/v1/{path}", json={"text": "x"}).status_code in (403, 422)
    assert reader.post("/v1/understand", json={"text": "x"}).status_code == 403


def test_a_page_is_told_its_faults_the_worst_first(api):
    page = "<html><head></head><body><img src=a.png><p>delivery of the parcel is late</p></body>"

    told = api.post("/v1/content/audit", json={"content": page, "keywords": ["parcel"]}).json()

    severities = [one["severity"] for one in told["faults"]]
    assert severities == sorted(severities, key=("high", "medium", "low").index)
    assert "title_missing" in {one["rule"] for one in told["faults"]}
    assert told["score"] < 100
    assert told["told"]["topic_id"] == 0
    assert told["not_looked_at"]


def test_drafts_are_checked_and_never_approved(api):
    brief = {"item": "spring", "topic": "Deliveries", "facts": ["We ship today."]}

    told = api.post("/v1/drafts", json={"brief": brief}).json()

    assert len(told["drafts"]) == 3
    assert {one["state"] for one in told["drafts"]} <= {"proposed", "rejected"}
    checks = {one["name"]: one["passed"] for one in told["drafts"][0]["checks"]}
    assert checks["likeness"] is None
    assert {"length", "numbers", "sentiment", "language", "variants"} <= set(checks)
    assert "approve_drafts" in told["how_to_keep"]


def test_a_draft_that_fails_a_check_is_rejected(folder):
    banned = DraftSettings(brand=Brand(banned_words=("deliveries",)))
    brief = {"item": "spring", "topic": "Deliveries", "variants": 1}

    told = asked(folder, drafts=banned).post("/v1/drafts", json={"brief": brief}).json()

    assert [one["state"] for one in told["drafts"]] == ["rejected"]


@pytest.mark.parametrize(
    ("brief", "said"),
    [
        ({"item": "x"}, "give topic or topic_id"),
        ({"item": "x", "topic": "y", "colour": "red"}, "colour"),
        ({"item": "x", "topic": "y", "variants": 11}, "at most 10"),
        ({"item": "x", "kind": "reply", "reply_to_post_id": "n:1"}, "generate_content"),
        ({"item": "x", "topic": "y", "language": "xx"}, "not in xx"),
    ],
)
def test_a_brief_that_cannot_be_drafted_is_refused_with_a_reason(api, brief, said):
    answer = api.post("/v1/drafts", json={"brief": brief})

    assert answer.status_code == 422
    assert said in answer.json()["error"]["message"]


PLAN = {"channel": "search", "budget": "100", "starts_on": "2024-04-01", "ends_on": "2024-04-14"}


def test_a_planned_campaign_is_told_what_it_is_expected_to_bring(api):
    told = api.post("/v1/campaigns/predict", json=PLAN).json()

    assert told["expected_revenue"] == pytest.approx(2 * 10 + 2 * 100)
    assert told["expected_revenue_low"] < told["expected_revenue"] < told["possible_revenue_high"]
    assert told["expected_return"] == pytest.approx(2.2)
    assert told["verdict"].startswith("expected to bring 220.00")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"starts_on": "2024-03-01", "ends_on": "2024-04-20"}, 422),
        ({"ends_on": "2024-03-31"}, 422),
        ({"budget": "-1"}, 422),
        ({"budget": "NaN"}, 422),
    ],
)
def test_a_plan_that_cannot_be_is_refused(api, change, status):
    assert api.post("/v1/campaigns/predict", json=PLAN | change).status_code == status


def test_a_channel_without_history_has_a_verdict_and_no_figure(api):
    told = api.post("/v1/campaigns/predict", json=PLAN | {"channel": "radio"}).json()

    assert told["expected_revenue"] is None
    assert told["verdict"].startswith("nothing is predicted")


def test_a_fit_of_before_there_were_covariances_is_refused_for_what_needs_them(tmp_path):

    from voxlake.tables import ROI_COEFFICIENTS

    fill(tmp_path)
    row = {"as_of_date": LAST, "model": "revenue", "currency": "EUR", "row_count": 100}
    row |= {"residual_error": 5.0, "condition_number": 1.0, "standard_error": 0.5}
    row |= {"coefficient": 2.0, "mean_spend": 1.0, "largest_spend": 500.0, "vif": 1.0}
    write(tmp_path, ROI_COEFFICIENTS, *(row | {"term": t} for t in ("intercept", "search")))

    answer = asked(tmp_path).post("/v1/campaigns/predict", json=PLAN)

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "old_roi")


@pytest.mark.parametrize("is_made_anew", [False, True])
def test_vectors_that_come_later_are_found_and_the_latest_days_alone_are_held(
    tmp_path, is_made_anew
):
    from small_lake import ENCODER, meaning

    fill(tmp_path)
    lake = Lake(str(tmp_path), refresh_s=0)
    nearest = Nearest(lake, UnderstandingSettings(nearest_days=3))
    found = nearest.find(meaning("music"), ENCODER, 2)
    assert (found.first, found.last, found.looked_at) == (LAST - timedelta(days=2), LAST, 5)
    assert found.near[0].text_hash == "h20"

    if is_made_anew:  # under the same version
        shutil.rmtree(Root(str(tmp_path)).path_of(TEXT_MEANINGS))
    new = {"post_date": LAST, "text_hash": "new", "encoder_version": ENCODER}
    write(tmp_path, TEXT_MEANINGS, new | {"vector": meaning("music music").tolist()})
    nearest.find(meaning("music"), ENCODER, 1)
    with nearest._lock:  # which the reading of the newer version holds
        pass

    assert [one.text_hash for one in nearest.find(meaning("music"), ENCODER, 5).near] == ["new"]
