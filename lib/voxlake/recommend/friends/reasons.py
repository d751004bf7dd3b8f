"""Why somebody is offered, in words that a user may read; of friends of friends `graph` says it.

They tell of languages, topics and friends, and never of anybody's mood. None is only of people who
were found by their mood: each way in which people are found gives the same ones.
"""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

LANGUAGE = "You write in the same language."
TOPICS = "You have some topics in common."
BOTH = "You write in the same language and have some topics in common."
NOBODY = "No further people were picked for you today."
"""Of whoever is offered nobody by mood, whatever the cause."""
BIG = "Many people follow them."
BIG_OF_TOPICS = "Many people follow them, and they write about topics of yours."


def shared_reason() -> Column:
    """The reason of a pair with `language` and `topics`, above 0 where they are shared."""
    has_language, has_topics = F.col("language") > 0, F.col("topics") > 0
    return (
        F.when(has_language & has_topics, BOTH)
        .when(has_language, LANGUAGE)
        .when(has_topics, TOPICS)
    )
