"""Signatures by which like texts are found without comparing all of them: MinHash.

Broder, "On the resemblance and containment of documents", SEQUENCES 1997; the bands are those of
Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, 3.4.
"""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.text.duplicates.settings import DuplicateSettings
from voxlake.text.wording import NOT_A_LETTER, in_words, without_names


def runs_of_words(text: Column, length: int) -> Column:
    """Hashes of the different runs of that many words of a text; null where it has none.

    These are the shingles of Broder. Case, links, handles, digits and punctuation make no other
    words.
    """
    of_text = in_words(without_names(F.lower(text)), NOT_A_LETTER)

    def hashed(words: Column) -> Column:
        starts = F.sequence(F.lit(1), F.size(words) - (length - 1))
        runs = F.transform(starts, lambda start: F.xxhash64(F.slice(words, start, length)))
        return F.when(F.size(words) >= length, F.array_distinct(runs))

    # As the variable of a function the words are found once, and not for each run again.
    return F.transform(F.array(of_text), hashed)[0]


def buckets(texts: DataFrame, settings: DuplicateSettings) -> DataFrame:
    """Texts, once for each of `bands`, with the bucket that like texts share.

    Two texts share the least hash of their runs as often as their Jaccard index says; a bucket is
    the hash of `rows` of them.

    Args:
        texts: post_date, posted_at, text_hash, runs.
        settings: How many bands and rows.

    Returns:
        post_date, posted_at, text_hash, bucket.
    """
    keys = ["post_date", "posted_at", "text_hash"]
    names = [f"least_{n}" for n in range(settings.bands * settings.rows)]
    hashed = ((F.xxhash64(F.lit(n), "run"), name) for n, name in enumerate(names))
    signed = (
        texts.select(*keys, F.explode("runs").alias("run"))
        .groupBy(*keys)
        .agg(*(F.min(value).alias(name) for value, name in hashed))
    )
    of_bands = (
        F.xxhash64(F.lit(band), *names[band * settings.rows : (band + 1) * settings.rows])
        for band in range(settings.bands)
    )
    return signed.select(*keys, F.explode(F.array(*of_bands)).alias("bucket"))
