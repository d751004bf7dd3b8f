import pytest

from voxlake.topics.words.lexicon import Lexicon, language_code


def lexicon(language="en", *stop_words):
    return Lexicon(language, frozenset(stop_words))


def forms(found, token):
    return [word.form for word in found[token].words]


def terms(found, token):
    return [word.term for word in found[token].words]


@pytest.mark.parametrize(
    ("language", "word", "stem"),
    [
        ("en", "running", "run"),
        ("en", "runners", "runner"),
        ("de", "Häuser", "haus"),
        ("fr", "nationales", "national"),
        ("tr", "arabalar", "arabalar"),
        ("xx", "running", "running"),
    ],
)
def test_words_are_stemmed_as_their_language_is(language, word, stem):
    assert terms(lexicon(language), word) == [stem]


def test_a_word_keeps_how_it_is_written():
    (word,) = lexicon()["Boats"].words

    assert word == ("boat", "boats", "Boats")


def test_a_stop_word_is_no_word_however_it_is_spelled():
    found = lexicon("en", "i'm", "dont", "isnt")

    assert not any(found[token].words for token in ("I'm", "Don\u2019t", "DONT", "isn't"))


def test_what_the_english_own_is_the_word():
    assert forms(lexicon(), "bank's") == ["bank"]
    assert forms(lexicon("de"), "bank's") == ["banks"]
    assert forms(lexicon("en", "it's"), "It's") == []


@pytest.mark.parametrize(
    ("language", "token", "form"),
    [
        ("fr", "L'hiver", "hiver"),
        ("fr", "qu\u2019Alsace", "alsace"),
        ("it", "dell'arte", "arte"),
        ("fr", "aujourd'hui", "aujourdhui"),
        ("en", "D'Angelo", "dangelo"),
    ],
)
def test_what_french_and_italian_elide_goes_from_their_words(language, token, form):
    assert forms(lexicon(language), token) == [form]


def test_a_stop_word_behind_an_elision_is_one():
    assert forms(lexicon("fr", "on"), "l'on") == []


def test_a_hashtag_is_kept_whole_and_joins_no_phrase():
    entry = lexicon()["#Running"]

    assert [(word.term, word.written) for word in entry.words] == [("#running", "#Running")]
    assert not entry.is_joining
    assert forms(lexicon("en", "#ad"), "#AD") == []


@pytest.mark.parametrize("token", ["a", "#a", ",", "10", "5pm", "'", "a" * 101, "#" + "a" * 100])
def test_single_letters_numbers_signs_and_endless_words_are_none(token):
    assert lexicon()[token].words == ()


def test_chinese_characters_are_counted_in_pairs():
    assert forms(lexicon("zh"), "自然語言") == ["自然", "然語", "語言"]
    assert forms(lexicon("zh", "然語"), "自然語言") == ["自然", "語言"]
    assert forms(lexicon("zh"), "自" * 200) == ["自自"] * 199


def test_of_japanese_katakana_are_words_and_hiragana_are_none():
    assert forms(lexicon("ja"), "東京タワーへ行くiPhone手帳") == [
        "東京",
        "タワー",
        "iphone",
        "手帳",
    ]


def test_scripts_without_spaces_that_cannot_be_cut_have_no_words():
    assert forms(lexicon("th"), "ภาษาไทย") == []


def test_korean_is_counted_by_its_words():
    assert forms(lexicon("ko"), "한국어") == ["한국어"]


def test_turkish_has_two_letters_i():
    assert forms(lexicon("tr"), "IŞIK") == ["\u0131ş\u0131k"]
    assert forms(lexicon("tr"), "İzmir") == ["izmir"]


def test_a_stop_word_that_binds_is_one_of_its_language():
    assert lexicon("en", "of")["of"].binds == "of"
    assert lexicon("de", "of")["of"].binds == ""
    assert lexicon("en", "the")["the"].binds == ""


@pytest.mark.parametrize(
    ("language", "code"),
    [("fr-CA", "fr"), ("PT_br", "pt"), ("nb", "no"), ("ceb", "ceb"), (None, "en"), ("", "en")],
)
def test_a_language_is_known_by_its_first_letters(language, code):
    assert language_code(language) == code
