"""Labels of topics from their terms."""

from __future__ import annotations

from voxlake.topics.names.labels import label, sentence_case
from voxlake.topics.terms import Term


def terms(*said: tuple[str, str, float]) -> list[Term]:
    """Terms of form, stem and weight, each twice as probable in the topic as elsewhere."""
    return [Term(form, stem, weight, 2.0) for form, stem, weight in said]


def test_a_word_in_another_form_or_in_a_phrase_is_not_said_twice():
    found = label(
        terms(
            ("loan", "loan", 0.10),
            ("loans", "loans", 0.09),
            ("loan payment", "loan payment", 0.02),
            ("#loans", "#loans", 0.08),
            ("mortgage", "mortgag", 0.07),
        )
    )

    assert found == "loan, mortgage"


def test_a_phrase_stands_for_the_word_that_is_mostly_said_in_it():
    said = terms(
        ("service", "servic", 0.10),
        ("customer", "custom", 0.09),
        ("customer service", "custom servic", 0.06),
        ("phone", "phone", 0.05),
        ("phone call", "phone call", 0.01),
    )

    assert label(said) == "customer service, phone"


def test_the_longest_phrase_counts_and_what_binds_it_is_no_word():
    said = terms(
        ("bank", "bank", 0.10),
        ("bank of america", "bank of america", 0.06),
        ("bank of", "bank of", 0.06),
        ("terms of service", "term of servic", 0.05),
    )

    assert label(said) == "bank of america, terms of service"


def test_a_hashtag_says_again_what_its_words_say():
    said = terms(
        ("machine learning", "machin learn", 0.1), ("#machinelearning", "#machinlearn", 0.09)
    )

    assert label(said) == "machine learning"


def test_words_that_merely_share_their_first_letters_are_two():
    assert label(terms(("car", "car", 0.1), ("card", "card", 0.09))) == "car, card"


def test_rare_terms_stay_out_whatever_their_lift():
    said = [Term("boat", "boat", 0.1, 2.0), Term("typo", "typo", 0.004, 1e9)]

    assert label(said) == "boat"


def test_a_label_ends_at_four_phrases_and_at_six_words():
    words = terms(*((word, word, 0.1) for word in ("oak", "elm", "fir", "ash", "yew")))
    phrases = terms(*((f"{a} {b}", f"{a} {b}", 0.1) for a, b in ("ab", "cd", "ef", "gh")))

    assert label(words) == "oak, elm, fir, ash"
    assert label(phrases) == "a b, c d, e f"


def test_no_terms_give_an_empty_label():
    assert label([]) == ""


def test_a_name_begins_with_a_capital_unless_it_is_written_in_its_own_way():
    names = ["loan, card", "iPhone case", "#rstats, plot", "été", ""]

    assert [sentence_case(name) for name in names] == [
        "Loan, card",
        "iPhone case",
        "#rstats, plot",
        "Été",
        "",
    ]
