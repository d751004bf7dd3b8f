"""The generator without a model: readable, different, seeded, and as long as it may be."""

import pytest

from voxlake.core.errors import ConfigError
from voxlake.marketing.drafts.checks import same_text, text_checks
from voxlake.marketing.drafts.generators.interface import Budget, Request
from voxlake.marketing.drafts.generators.phrases import languages
from voxlake.marketing.drafts.generators.template import TemplateGenerator
from voxlake.marketing.drafts.grounds import Grounds, Winner, plain_terms
from voxlake.marketing.drafts.lengths import LIMITS, length_on
from voxlake.marketing.drafts.settings import Brand, Brief, DraftSettings
from voxlake.marketing.generating.errors import NoAnswerError

KNOWN = Grounds(
    terms=("transfer", "#fees", "fees", "card", "24", "@joe"),
    winners=(Winner("Why so high?", ("bank", "money")), Winner("Look!", ("money",))),
)


def written(seed=0, grounds=KNOWN, brand=None, **changes):
    brief = Brief(**{"item": "a", "topic": "bank fees", **changes})
    request = Request(brief, brand or Brand(), grounds, "", seed)
    return TemplateGenerator().write(request, Budget()), brief


def test_a_post_names_its_topic_terms_and_the_hashtags_of_winners_most_used_first():
    answer, _ = written(keywords=("cards",), facts=("Transfers are free.",))

    assert "bank fees" in answer.text
    assert "cards, transfer and card" in answer.text
    assert "Transfers are free." in answer.text
    assert answer.text.endswith("#money #bank")
    assert "?" in answer.text  # as half of the winners ask
    assert answer.cost == 0


def test_a_draft_with_a_call_asks_only_where_half_of_the_winners_ask():
    asking, told = Winner("Why?"), Winner("So it is: https://a.org/?x=1")

    assert Grounds(winners=(asking, told)).do_winners_ask
    assert not Grounds(winners=(asking, told, told)).do_winners_ask
    assert not Grounds().do_winners_ask
    for known, is_question in (((asking,), True), ((told,), False)):
        answer, _ = written(grounds=Grounds(winners=known), call_to_action="Read on.")
        assert ("?" in answer.text) == is_question


def test_four_variants_have_no_sentence_of_their_own_in_common():
    texts = [written(seed)[0].text for seed in range(4)]

    assert len({same_text(text) for text in texts}) == 4
    openings = {text.split(". ")[0].split("! ")[0] for text in texts}
    assert len(openings) == 4


def test_the_same_seed_gives_the_same_draft_and_another_run_may_not():
    assert written(5)[0] == written(5)[0]
    assert len({written(100 * run)[0].text for run in range(8)}) > 1


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("kind", ["post", "reply", "caption", "blog"])
@pytest.mark.parametrize("tone", ["plain", "friendly", "formal", "playful"])
def test_every_kind_tone_and_language_passes_the_checks_of_its_text(language, kind, tone):
    answered = {"reply_to_post_id": "p"} if kind == "reply" else {}
    for seed in range(4):
        answer, brief = written(
            seed, language=language, kind=kind, tone=tone, keywords=("app",), **answered
        )
        checks = text_checks(answer.text, answer.title, brief, DraftSettings())

        assert [check for check in checks if not check.passed] == []


@pytest.mark.parametrize("most", [30, 60, 120, 280])
def test_a_draft_fits_and_what_matters_most_stays(most):
    answer, brief = written(
        most_characters=most,
        network="x",
        call_to_action="Read more:",
        link="https://a.org/" + "x" * 60,
    )

    assert length_on(answer.text, "x") <= most <= LIMITS["x"]
    assert (brief.link in answer.text) == (most >= 60)


def test_where_no_sentence_is_short_enough_there_is_no_draft():
    with pytest.raises(NoAnswerError, match="no sentence is as short as 20"):
        written(most_characters=20, topic="bank fees in Europe")


def test_a_complaint_gets_an_apology_and_no_hashtags():
    complaint = Grounds(answered="It is broken!", is_complaint=True, winners=KNOWN.winners)

    angry, _ = written(grounds=complaint, kind="reply", reply_to_post_id="p", topic="")
    calm, _ = written(
        grounds=Grounds(answered="Nice"), kind="reply", reply_to_post_id="p", topic=""
    )

    assert any(word in angry.text for word in ("sorry", "apolog"))
    assert not any(word in calm.text for word in ("sorry", "apolog"))
    assert "#" not in angry.text


def test_a_blog_draft_has_a_title_and_a_paragraph_for_each_word_and_fact():
    answer, _ = written(kind="blog", facts=("Transfers are free.", "Cards are not."))

    paragraphs = answer.text.split("\n\n")
    assert answer.title and "ank fees" in answer.title
    assert len(paragraphs) == 1 + 2 + 2 + 1
    assert {"Transfers are free.", "Cards are not."} <= set(paragraphs)


def test_nothing_known_still_gives_sentences_but_a_topic_without_a_name_does_not():
    answer, _ = written(grounds=Grounds())

    assert "bank fees" in answer.text and "#" not in answer.text
    with pytest.raises(NoAnswerError, match="no name yet"):
        written(grounds=Grounds(), topic="", topic_id=3)


def test_a_language_without_sentences_is_refused():
    with pytest.raises(ConfigError, match="writes in en, de, fr, es, not in fi"):
        written(language="fi")


def test_terms_in_sentences_are_words_that_the_topic_does_not_hold_already():
    assert plain_terms(KNOWN.terms, "bank fees") == ("transfer", "card")
    assert plain_terms((), "x") == ()


def test_braces_in_what_people_write_are_no_slots():
    answer, _ = written(topic="{terms} and {0}", keywords=("{x}",))

    assert "{terms} and {0}" in answer.text
