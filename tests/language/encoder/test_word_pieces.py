import pytest

from voxlake.language.encoder.word_pieces import WordPieces

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "play", "##ing", "cafe", "!", "日", "😂", "a", "##a"]


def read(text, max_tokens=96):
    found = WordPieces(WORDS).numbers(text, max_tokens)
    assert (WORDS[found[0]], WORDS[found[-1]]) == ("[CLS]", "[SEP]")
    return [WORDS[number] for number in found[1:-1]]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("playing", ["play", "##ing"]),
        ("Caf\u00e9!!", ["cafe", "!", "!"]),
        ("cafe\u0301\u00a0play", ["[UNK]"]),  # Java takes a no-break space for no space
        ("a\u65e5a", ["a", "日", "a"]),
        ("😂 unknown", ["😂", "[UNK]"]),
        ("a" * 200, ["a", *["##a"] * 93]),
        ("a" * 201, ["[UNK]"]),
        ("\x00a\ufffda", ["a", "a"]),
        ("", []),
    ],
)
def test_a_text_is_cut_as_spark_nlp_cuts_it(text, pieces):
    assert read(text) == pieces


def test_the_first_tokens_are_read():
    assert read("play play play", max_tokens=4) == ["play", "play"]


def test_words_without_those_that_every_encoder_has_are_refused():
    with pytest.raises(ValueError, match=r"lack \[CLS\], \[SEP\]"):
        WordPieces(["[PAD]", "[UNK]"])
