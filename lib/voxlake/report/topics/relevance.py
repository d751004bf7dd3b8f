"""The words of a topic in the order of how well they tell it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

from pyspark.sql import Row
from pyspark.sql import functions as F

from voxlake.report.sources import Sources
from voxlake.tables import TOPIC_TERMS

FREQUENT_SHARE = 0.6
"""Lambda, as Sievert and Shirley (2014) chose it by asking people."""
WORDS = 10
"""Words of a topic that are shown at once."""


@dataclass(frozen=True)
class Word:
    """A leading term of a topic: its probability there, and that over its probability anywhere.

    `lift` is None of fits that did not keep it.
    """

    term: str
    weight: float
    lift: float | None

    @property
    def frequent(self) -> float:
        """Logarithm of the probability."""
        return log(self.weight)

    @property
    def special(self) -> float:
        """Logarithm of the lift; 0 where it is not known, so that only frequency counts."""
        return log(self.lift) if self.lift else 0.0

    def relevance(self, share: float) -> float:
        """How well the word tells its topic: share log(probability) + (1 - share) log(lift).

        Sievert and Shirley, LDAvis: A Method for Visualizing and Interpreting Topics, 2014.
        """
        return share * self.frequent + (1 - share) * self.special


def by_relevance(words: Iterable[Word], share: float = FREQUENT_SHARE) -> list[Word]:
    """The words that tell their topic best first; in the order of the alphabet among equals."""
    return sorted(words, key=lambda word: (-word.relevance(share), word.term))


def words_of_topics(sources: Sources, topic_model: str | None) -> dict[int, list[Word]]:
    """The leading terms of each topic of a model, the most relevant first.

    They are as few as `topics.leading_terms` says. A term that is no more probable than 0 is left
    out, and one that two stems share stands once, with the larger weight.
    """
    rows = (
        sources[TOPIC_TERMS]
        .where((F.col("model_version") == F.lit(topic_model)) & (F.col("weight") > 0))
        .orderBy("topic_id", "rank")
        .collect()
    )
    found: dict[int, dict[str, Word]] = {}
    for row in rows:
        found.setdefault(row["topic_id"], {}).setdefault(row["term"], _word(row))
    return {topic_id: by_relevance(words.values()) for topic_id, words in found.items()}


def _word(row: Row) -> Word:
    return Word(row["term"], row["weight"], row["lift"])


@dataclass(frozen=True)
class CloudWord:
    """A word of the cloud: its size from 0 to 1, and the topic that it is most frequent in."""

    term: str
    size: float
    topic_id: int


def word_cloud(
    words: Mapping[int, Sequence[Word]], shares: Mapping[int, float], most: int
) -> list[CloudWord]:
    """The words that are most probable in all topics together, in the order of the alphabet.

    The size is the square root of the probability, so that the area of a word tells it: the sum
    over topics of share x probability in the topic, of the most relevant words of each.

    Args:
        words: Of each topic, the most relevant first.
        shares: Of the posts, by topic.
        most: How many words there are at most.
    """
    told: dict[str, dict[int, float]] = {}
    for topic_id, of_topic in words.items():
        for word in of_topic[:WORDS]:
            weight = shares.get(topic_id, 0.0) * word.weight
            told.setdefault(word.term, {})[topic_id] = weight
    largest = sorted(told, key=lambda term: (-sum(told[term].values()), term))[:most]
    top = sum(told[largest[0]].values()) if largest else 0.0
    return [
        CloudWord(
            term,
            (sum(told[term].values()) / top) ** 0.5 if top else 1.0,
            max(told[term], key=lambda topic_id: (told[term][topic_id], -topic_id)),
        )
        for term in sorted(largest, key=str.casefold)
    ]
