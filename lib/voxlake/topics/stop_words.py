"""Stop words of the languages that Spark ML knows, taken out by the language of each text."""

from __future__ import annotations

from pyspark.ml.feature import SQLTransformer, StopWordsRemover

ELISION = (
    r"(?i)(?<![\p{L}\p{M}])(?:[cdjlmnst]|(?:jus|lors|puis|quoi)?qu|un|all|coll|dall|dell|nell|sull"
    r"|quell|quest)['\x{2019}](?=\p{L})"
)
"""What French and Italian write before a vowel, as in `l'ami` and `dell'arte`."""

_NAMES = {
    "da": "danish",
    "de": "german",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}
"""Spark's name of each language but English, whose words Spark NLP takes out of every text."""


def without_stop_words(words: str, stems: str, kept_words: str, kept_stems: str) -> SQLTransformer:
    """A stage that leaves out the stop words of the column `language`, such as `fr` or `fr-CA`.

    Args:
        words: Column of the words.
        stems: Column of their stems, at the same places.
        kept_words: Column for the words that are left.
        kept_stems: Column for their stems.
    """
    lists = ", ".join(
        f"'{code}', array({', '.join(map(repr, _words_of(name)))})" for code, name in _NAMES.items()
    )
    of_text = f"map({lists})[lower(substring(language, 1, 2))]"
    is_kept = f"NOT coalesce(array_contains({of_text}, pair.{words}), false)"
    kept = f"filter(arrays_zip({words}, {stems}), pair -> {is_kept})"
    return SQLTransformer(
        statement=f"SELECT *, transform({kept}, pair -> pair.{words}) AS {kept_words}, "
        f"transform({kept}, pair -> pair.{stems}) AS {kept_stems} FROM __THIS__"
    )


def _words_of(name: str) -> list[str]:
    """The words of a language, of letters alone as those of texts are."""
    words = StopWordsRemover.loadDefaultStopWords(name)
    return sorted({"".join(filter(str.isalpha, word)) for word in words} - {""})
