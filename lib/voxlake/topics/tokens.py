"""Turns texts into words and stems with Spark NLP; nothing is downloaded."""

from __future__ import annotations

from collections.abc import Iterable

from pyspark.ml import Pipeline
from sparknlp.annotator import (
    DocumentNormalizer,
    Normalizer,
    Stemmer,
    StopWordsCleaner,
    Tokenizer,
)
from sparknlp.base import DocumentAssembler, Finisher

from voxlake.text.wording import NOT_A_LETTER
from voxlake.topics.stop_words import ELISION, without_stop_words

WORDS = "topic_words"
STEMS = "topic_stems"
_ALL_WORDS, _ALL_STEMS = f"all_{WORDS}", f"all_{STEMS}"

_LINK = r"(?i)(https?://|www\.)\S+"
_MENTION_OR_ADDRESS = r"[\w.+-]*@\w+([.-]\w+)*"
_MATH = (
    r"(?s)\\begin\{(\w+\*?)\}.*?\\end\{\1\}",
    r"(?s)\\\[.*?\\\]",
    r"(?s)\\\(.*?\\\)",
    r"(?s)(?<!\$)\$\$(?!\$)(?=[^$]*[\\^_=])[^$]+\$\$(?!\$)",
    r"(?<![\w$\\])\$(?![\s$])[^$\n]*[^\s$\\]\$(?![\w$])|(?<![\w$])\$\S\$(?![\w$])",
)
"""TeX between its signs. A `$` after a blank or before a word or a number ends none, as in `$5 to
$10`; between two pairs of them stands something that only math has."""
_SHORTEST_WORD = 2
_OF_POSTS = ("rt", "via", "amp", "us", "also")  # said in posts of every topic


def token_pipeline(stop_words: Iterable[str] = ()) -> Pipeline:
    """Stages from `text` and its `language` to the arrays WORDS and STEMS, of one order.

    Stop words of English go from every text, those of another language from its texts. Links,
    mentions, mail addresses and math are taken out; a hashtag becomes the word behind its #. Words
    are lower case and hold letters only: `don't` is `dont`, `2024` is none.
    """
    document = DocumentAssembler().setInputCol("text").setOutputCol("document")
    plain = (
        DocumentNormalizer()
        .setInputCols(["document"])
        .setOutputCol("plain")
        .setPatterns([*_MATH, _LINK, _MENTION_OR_ADDRESS, ELISION])
        .setReplacement(" ")
        .setPolicy("all")
    )
    tokens = Tokenizer().setInputCols(["plain"]).setOutputCol("token")
    normal = (
        Normalizer()
        .setInputCols(["token"])
        .setOutputCol("normal")
        .setLowercase(True)
        .setCleanupPatterns([NOT_A_LETTER])
        .setMinLength(_SHORTEST_WORD)
    )
    words = StopWordsCleaner().setInputCols(["normal"]).setOutputCol("word")
    words = words.setStopWords([*_without_apostrophes(words.getStopWords()), *stop_words])
    stems = Stemmer().setInputCols(["word"]).setOutputCol("stem")
    arrays = (
        Finisher()
        .setInputCols(["word", "stem"])
        .setOutputCols([_ALL_WORDS, _ALL_STEMS])
        .setOutputAsArray(True)
    )
    of_language = without_stop_words(_ALL_WORDS, _ALL_STEMS, WORDS, STEMS)
    return Pipeline(stages=[document, plain, tokens, normal, words, stems, arrays, of_language])


def _without_apostrophes(english: Iterable[str]) -> list[str]:
    """Spark's English stop words as the normalizer leaves them: `isn't` is `isnt` or `isn`."""
    words = {form for word in english for form in (word.replace("'", ""), word.split("'")[0])}
    return sorted(words | set(_OF_POSTS))
