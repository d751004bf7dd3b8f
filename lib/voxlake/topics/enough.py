"""Whether there is enough for a fit of topics."""

from __future__ import annotations

from voxlake.core.errors import TooLittleDataError
from voxlake.topics.settings import EMBEDDINGS, TopicSettings


def require_enough(texts: int, words: int, needed: int, settings: TopicSettings) -> None:
    """Check that there is enough for a fit.

    Args:
        texts: Different texts that there are.
        words: Words that are counted.
        needed: How many topics are fitted: as many texts and words there have to be.
        settings: Say what may be lowered.

    Raises:
        TooLittleDataError: there are fewer texts or words; says what to do.
    """
    days = settings.window_days
    if texts < needed:
        span = "all days hold" if days is None else f"the last {days} days hold"
        with_vector = " with a vector" if settings.method == EMBEDDINGS else ""
        raise TooLittleDataError(
            f"A fit of {needed} topics needs at least {needed} different texts{with_vector} of "
            f"usable posts, and {span} {texts}. Ingest more posts, or lower topics.topics."
        )
    if words < needed:
        raise TooLittleDataError(
            f"A fit of {needed} topics needs at least {needed} words to count, and {words} words "
            f"stand in {settings.min_documents} texts or more and in at most "
            f"{settings.max_document_share:.0%} of them. Lower topics.min_documents, raise "
            "topics.max_document_share, or ingest more posts."
        )
