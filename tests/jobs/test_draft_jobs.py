"""generate_content, approve_drafts and tune_generator, end to end on a lake of a folder."""

from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from pyspark.sql import functions as F
from pyspark.testing import assertDataFrameEqual

from voxlake.core.days import Days
from voxlake.core.errors import ConfigError, InputError, PlatformError, TooLittleDataError
from voxlake.jobs import approve_drafts, generate_content, tune_generator
from voxlake.jobs.common import drafts as common
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.language.encoder.embeddings import Encoder
from voxlake.language.encoder.reading import Reading
from voxlake.marketing.drafts.generators.interface import Answer
from voxlake.marketing.drafts.generators.tuning import Fitted
from voxlake.marketing.drafts.settings import DraftSettings
from voxlake.marketing.generating.errors import NoAnswerError, StoppedError
from voxlake.run.context import Context
from voxlake.run.models import Champion
from voxlake.tables import DRAFTS, POSTS, TOP_POSTS, TOPIC_NAMES, TOPIC_TERMS
from voxlake.text.wording import text_hash

DAY = date(2024, 3, 1)
PAST = "We have changed all of our fees, and here is what that means for you."
# Of the vector (hate,) the score of negative is 6 hate: e^6 / (e^6 + 2) = .995, or a third.
HEAD = {
    "encoder_version": "toy",
    "labels": ["negative", "neutral", "positive"],
    "unsure_below": 0.0,
    "intercepts": [0.0, 0.0, 0.0],
    "coefficients": [[6.0], [0.0], [0.0]],
}
BRIEFS = [
    {"item": "fees", "topic": "bank fees", "variants": 4, "network": "x", "keywords": ["cards"]},
    {"item": "answer", "kind": "reply", "reply_to_post_id": "s:1", "variants": 1},
]


@dataclass(frozen=True)
class Words:
    """An annotator whose vectors say whether a text has hate."""

    def transform(self, documents):
        vector = F.struct(F.array(F.col("text").contains("hate").cast("float")).alias("embeddings"))
        return documents.withColumn("embedding", F.array(vector))


class Models:
    def champion(self, name):
        return Champion(name, "3", HEAD)

    def encoder(self):
        return Encoder("toy", Words(), Reading("toy", ()))


@pytest.fixture(scope="module")
def told(spark, frame, tmp_path_factory):
    lake = Lake(spark, Root(str(tmp_path_factory.mktemp("drafts"))), run_id="run")
    post = {"post_id": "s:1", "post_date": DAY, "text": PAST, "hashtags": ["bank"]}
    posts = frame(POSTS, {**post, "is_usable": True, "user_id": "u"})
    lake.replace(posts.withColumn("text_hash", text_hash("text")), POSTS, Days.every())
    named = {"topic_id": 4, "name": "Bank fees", "model_version": "1"}
    lake.replace(frame(TOPIC_NAMES, named), TOPIC_NAMES, Days.every())
    term = {"topic_id": 4, "model_version": "1", "rank": 1, "term": "transfer"}
    lake.replace(frame(TOPIC_TERMS, term), TOPIC_TERMS, Days.every())
    top = {"as_of_date": DAY, "kind": "most", "topic_id": 4, "segment_id": -2, "rank": 1}
    lake.replace(frame(TOP_POSTS, {**top, "post_id": "s:1"}), TOP_POSTS, Days.of([DAY]))
    return Context(spark, lake, Models(), Days.of([DAY]), "run")


@pytest.fixture
def ctx(told, copied):
    return copied(told)


def settings_of(**changes):
    return DraftSettings.model_validate({"briefs": BRIEFS, **changes})


UNASKED = {"most_negative": None}


def test_drafts_are_written_once_and_nothing_but_a_decision_approves_them(ctx, tmp_path):
    generate_content.run(ctx, settings_of())
    assert ctx.notes == {"offered": 5, "rejected": 0}
    rows = ctx.lake.read(DRAFTS).orderBy("item_id", "seed").collect()
    assert [(row.item_id, row.seed) for row in rows] == [
        ("answer", 0),
        *(("fees", n) for n in range(4)),
    ]
    reply, post, other, *_ = rows
    assert (reply.reply_to_post_id, reply.topic_id, post.topic_id) == ("s:1", None, 4)
    assert {row.state for row in rows} == {"offered"}
    assert (post.generator, post.model, post.created_date) == ("template", "template-1", DAY)
    assert "transfer" in post.text
    assert "#bank" in post.text
    assert all(check.passed for check in post.checks)
    assert {check.name for check in post.checks} >= {"likeness", "sentiment", "language"}

    sheet = tmp_path / "approvals.csv"
    sheet.write_text(
        f"id,decision,approved_by,approved_at\n{post.draft_id},approve,Ann,2024-03-02T09:00Z\n"
        f"{other.draft_id},decline,Bo,2024-03-02T09:00Z\n"
    )
    approve_drafts.run(ctx, settings_of(approvals=str(sheet)))
    at = datetime(2024, 3, 2, 10, tzinfo=UTC)
    assert common.approve_drafts(ctx, [reply.draft_id], by="Cy", at=at) == 1

    kept = ctx.lake.read(DRAFTS).orderBy("item_id", "seed")
    hours = kept.withColumn("hour", F.hour("approved_at")).select("state", "approved_by", "hour")
    assert [tuple(row) for row in hours.collect()][:3] == [
        ("approved", "Cy", 10),
        ("approved", "Ann", 9),
        ("declined", None, None),
    ]
    generate_content.run(ctx, settings_of())
    assert ctx.notes == {"offered": 0, "rejected": 0, "decided": 2}
    assertDataFrameEqual(ctx.lake.read(DRAFTS), kept)


class Scripted:
    """Gives one thing after the other."""

    model = "m-1"

    def __init__(self, *results):
        self.results = list(results)

    def write(self, request, budget):
        result = self.results.pop(0)
        if isinstance(result, Exception):
            raise result
        budget.spent += 0.25
        return Answer(result, cost=0.25)

    def close(self):
        self.results = None


def scripted(monkeypatch, *results):
    generator = Scripted(*results)
    monkeypatch.setattr(generate_content, "generator_of", lambda _: generator)
    return generator


def test_drafts_that_fail_are_kept_as_rejected_with_the_check(ctx, monkeypatch):
    generator = scripted(
        monkeypatch,
        "All cards are free of any charge, as we have changed them.",
        f"{PAST} And cards.",
        "Cards: we hate to say so, but it is.",
        "Wir reden heute über die Gebühren für Karten und cards, und was sie bedeuten.",
        "Cards are free, so call 0170 1234567 or win 50% now.",
    )

    generate_content.run(ctx, settings_of(seed=1))

    failed = {
        (row.item_id, row.seed): [check.name for check in row.checks if not check.passed]
        for row in ctx.lake.read(DRAFTS).collect()
    }
    assert failed == {
        ("fees", 100): [],
        ("answer", 100): ["likeness"],
        ("fees", 101): ["sentiment"],
        ("fees", 102): ["language"],
        ("fees", 103): ["numbers", "personal_data"],
    }
    assert ctx.notes == {"offered": 1, "rejected": 4, "cost": 1.25}
    assert generator.results is None  # closed


@pytest.mark.whole
def test_what_came_before_a_generator_gave_up_is_kept_and_the_rest_is_asked_next_time(
    ctx, monkeypatch
):
    good = "All cards are free of any charge, number {} of them."
    scripted(monkeypatch, good.format("a"), NoAnswerError("cut off"), StoppedError("no budget"))
    generate_content.run(ctx, settings_of(max_drafts=4, checks=UNASKED))

    assert ctx.lake.read(DRAFTS).count() == 1
    assert ctx.notes["stopped"] == "no budget"
    assert ctx.notes["without_a_draft"] == 1

    scripted(monkeypatch, *(good.format(n) for n in "bcd"))
    generate_content.run(ctx, settings_of(max_drafts=3, checks=UNASKED))
    assert ctx.lake.read(DRAFTS).count() == 4

    scripted(monkeypatch, StoppedError("it refuses the key"))
    with pytest.raises(PlatformError, match="No draft came of 1: it refuses the key"):
        generate_content.run(ctx, settings_of())
    assert ctx.lake.read(DRAFTS).count() == 4


def test_a_lake_without_tables_gives_drafts_of_the_brief_alone(spark, tmp_path):
    bare = Context(
        spark, Lake(spark, Root(str(tmp_path)), run_id="run"), None, Days.of([DAY]), "run"
    )
    settings = settings_of(briefs=BRIEFS[:1], checks=UNASKED)

    generate_content.run(bare, settings)

    assert bare.notes == {"offered": 4, "rejected": 0}


def test_jobs_without_their_settings_are_skipped_and_say_which(ctx, tmp_path):
    for job, name in (
        (generate_content, "drafts.briefs"),
        (approve_drafts, "drafts.approvals"),
        (tune_generator, "drafts.tuning.base"),
    ):
        with pytest.raises(TooLittleDataError, match=name):
            job.run(ctx, DraftSettings())
    with pytest.raises(InputError, match=r"There is no file .*: set drafts\.approvals"):
        approve_drafts.run(ctx, DraftSettings(approvals=str(tmp_path / "none.csv")))
    address = {"base_url": "http://127.0.0.1:9/v1", "model": "m", "key_env": "NO_SUCH_KEY"}
    with pytest.raises(ConfigError, match="NO_SUCH_KEY holds no secret"):
        generate_content.run(ctx, settings_of(generator="openai", address=address))
    with pytest.raises(ConfigError, match=r"has no config.json"):
        generate_content.run(ctx, settings_of(generator="t5", t5={"path": str(tmp_path)}))


def test_a_model_learns_approved_drafts_and_posts_of_own_accounts(
    ctx, frame, monkeypatch, tmp_path
):
    draft = {"draft_id": "a", "state": "approved", "prompt": "Write.", "text": "Fees are low."}
    other = {**draft, "draft_id": "b", "state": "offered", "text": "Fees are not."}
    ctx.lake.replace(frame(DRAFTS, draft, other), DRAFTS, Days.every())
    learned = []
    fitted = Fitted(2, 1, 3.0, 1.0, 3.5, 2.0)
    monkeypatch.setattr(
        tune_generator, "tune", lambda pairs, rules, seed: learned.extend(pairs) or fitted
    )
    tuning = {"base": str(tmp_path), "output": str(tmp_path / "out"), "accounts": ["u"]}

    tune_generator.run(ctx, settings_of(tuning=tuning))

    assert {pair.text for pair in learned} == {"Fees are low.", PAST}
    assert {pair.prompt.split(".")[0] for pair in learned} == {
        "Write",
        "Write a post for social media about bank",
    }
    assert ctx.notes["loss"] == "3.000 before, 1.000 after"
    assert ctx.notes["loss_of_held_out"] == "3.500 before, 2.000 after, of 1 texts"


def test_a_model_without_texts_to_learn_is_not_fitted(ctx, tmp_path):
    tuning = {"base": str(tmp_path), "output": str(tmp_path / "out"), "accounts": ["nobody"]}

    with pytest.raises(TooLittleDataError, match="found 0 texts: approve drafts"):
        tune_generator.run(ctx, settings_of(tuning=tuning))


def test_a_generator_gets_its_key_from_the_variable_that_the_config_names(monkeypatch):
    pytest.importorskip("openai", reason="needs the extra [generate]")
    monkeypatch.setenv("ACME_KEY", "of-acme")
    address = {"base_url": "http://127.0.0.1:9/v1", "model": "m", "key_env": "ACME_KEY"}

    with closing(common.generator_of(settings_of(generator="openai", address=address))) as one:
        assert (one.model, one._address._client.api_key) == ("m", "of-acme")
    assert common.generator_of(settings_of()).model == "template-1"
