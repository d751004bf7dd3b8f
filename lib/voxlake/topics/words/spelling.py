"""How people usually spell a term: `New York` and `iPhone`, where models count lower case."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import zip_longest

import pandas as pd
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.topics.settings import TopicSettings
from voxlake.topics.words.lexicon import Word
from voxlake.topics.words.lexicons import lexicons_of
from voxlake.topics.words.reading import with_phrases

_SPELLED = "form string, spelled string, times long"
_ENDS = ".!?:\u2026\n"
"""What the first word of a sentence stands behind."""
_PIECE = re.compile(rf"[#@]?\w++|[{_ENDS}]")


def usual_spellings(
    texts: DataFrame, settings: TopicSettings, forms: Collection[str], phrases: Collection[str] = ()
) -> dict[str, str]:
    """The most frequent spelling of each form; in lower case where no text tells it.

    A text tells how words are spelled where most of it is in lower case: none of a headline, in
    Which Each Word Is Large, is a name for that. Nor do first words of sentences tell it.

    Args:
        texts: With `text` and `language`.
        settings: Whose stop_words are left out.
        forms: To look for, of FORMS: those that are shown, which are few.
        phrases: Of `find_phrases`.
    """
    wanted, known = frozenset(forms), frozenset(phrases)
    lexicons = lexicons_of(settings.stop_words)

    def spelled(batches: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        for batch in batches:
            found: Counter[tuple[str, str]] = Counter()
            for text, language in zip(batch["text"], batch["language"], strict=True):
                reading = lexicons.read(without_openings(text or ""), language)
                if tells_case(reading.words):
                    words = with_phrases(reading, known)
                    found.update((w.form, w.written) for w in words if w.form in wanted)
            rows = [(*pair, times) for pair, times in found.items()]
            yield pd.DataFrame(rows, columns=["form", "spelled", "times"])

    counted = (
        texts.select("text", "language")
        .mapInPandas(spelled, _SPELLED)
        .groupBy("form", "spelled")
        .agg(F.sum("times").alias("times"))
    )
    times = {(row["form"], row["spelled"]): row["times"] for row in counted.collect()}
    return {form: form for form in forms} | most_frequent(times)


def tells_case(words: Collection[Word]) -> bool:
    """Whether more than half of the words of a text begin with no capital letter."""
    small = sum(not word.written.lstrip("#")[:1].isupper() for word in words)
    return 2 * small > len(words)


def without_openings(text: str) -> str:
    """A text without the first words of its sentences, whose capital is that of any first word.

    One before another capital stays, as in `New York`, and so does what a capital within or a
    hashtag's sign tells of.
    """
    kept, start, is_first = [], 0, True
    found = list(_PIECE.finditer(text))
    for piece, after in zip_longest(found, found[1:]):
        word = piece[0]
        has_own = after is not None and after[0][0].isupper()
        if is_first and word[0].isupper() and word[1:].islower() and not has_own:
            kept.append(text[start : piece.start()])
            start = piece.end()
        if not word.startswith("@"):
            is_first = word in _ENDS
    return "".join([*kept, text[start:]])


def most_frequent(times: Mapping[tuple[str, str], int]) -> dict[str, str]:
    """The most frequent spelling of each form; of equal ones that in lower case, or the first.

    Args:
        times: How often each form is spelled in each way.
    """
    order = sorted(times, key=lambda pair: (-times[pair], pair[0] != pair[1], pair))
    return dict(reversed(order))
