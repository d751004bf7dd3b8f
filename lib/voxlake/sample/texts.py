"""What posts say: sentences from templates and words, with what real posts carry besides."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.sample.draws import Draws
from voxlake.sample.settings import SampleSettings
from voxlake.sample.words import VOICES, pool, topic_frame

_OPENER_SHARE, _TIME_SHARE, _SECOND_SHARE, _TAIL_SHARE = 0.2, 0.4, 0.6, 0.15
_EMOJI_SHARE, _TAG_SHARE, _LINK_SHARE, _ENTITY_SHARE = 0.22, 0.12, 0.08, 0.06


def with_texts(posts: DataFrame, settings: SampleSettings) -> DataFrame:
    """Adds `text` to posts by kind, topic and wording; equal sources of words give equal texts."""
    draws = Draws(settings.seed, ("text_user", "text_no"))
    words = F.broadcast(topic_frame(posts.sparkSession))
    target = F.concat(F.lit("@"), F.col("target_handle"))
    answer = F.concat_ws(" ", target, draws.pick(pool("answers"), "answer"))
    before = F.when(F.col("kind") == "repost", F.concat(F.lit("RT "), target, F.lit(":"))).when(
        F.col("kind") == "reply", answer
    )
    return (
        posts.join(words, "topic", how="inner")
        .withColumn("first_thing", draws.whole(F.size("things"), "thing"))
        .withColumn("text", F.concat_ws(" ", before, _words(draws, settings)))
        .drop("first_thing", "things", "clauses", "tags")
    )


def _words(draws: Draws, settings: SampleSettings) -> Column:
    """What is said, in the post's language; advertisements are the same whoever posts them."""
    sentences = F.concat_ws(
        " ",
        _at_times(draws.pick(pool("openers"), "opener"), _OPENER_SHARE, draws, "opener"),
        _clause(draws),
        _at_times(_second_clause(draws), _SECOND_SHARE, draws, "second clause"),
        _opinion(draws),
        _at_times(draws.pick(pool("tails"), "tail"), _TAIL_SHARE, draws, "tail"),
    )
    promo = Draws(settings.seed, ("user_no", "post_no")).pick(pool("promos"), "promo")
    return (
        F.when(F.col("kind") == "copy", promo)
        .when(F.col("language") == "es", draws.pick(pool("spanish"), "spanish"))
        .when(F.col("language") == "de", draws.pick(pool("german"), "german"))
        .otherwise(F.concat_ws(" ", _with_entities(sentences, draws), *_extras(draws)))
    )


def _thing(number: int, draws: Draws) -> Column:
    """One of the topic's things; those numbered 0, 1 and 2 differ."""
    step = number * (1 + draws.whole(F.size("things") / 2 - 2, "step"))
    position = F.pmod(F.col("first_thing") + step, F.size("things"))
    return F.element_at("things", (position + 1).cast("int"))


def _clause(draws: Draws) -> Column:
    """What the post is about, and at times when or with whom."""
    time = F.concat(F.lit(" "), draws.pick(pool("times"), "time"))
    said = F.coalesce(_at_times(time, _TIME_SHARE, draws, "time"), F.lit(""))
    return F.replace(_filled(draws, "clause", first=0), F.lit(" {c}"), said)


def _second_clause(draws: Draws) -> Column:
    """More about other things of the same topic."""
    return F.replace(_filled(draws, "second clause", first=3), F.lit(" {c}"), F.lit(""))


def _filled(draws: Draws, purpose: str, first: int) -> Column:
    """A clause of the topic with things in its places."""
    clause = draws.pick(F.col("clauses"), purpose)
    for number, slot in enumerate(("{a}", "{b}", "{e}"), start=first):
        clause = F.replace(clause, F.lit(slot), _thing(number, draws))
    return clause


def _opinion(draws: Draws) -> Column:
    """What the author makes of it, in words of the post's `wording`."""
    opinion = _of_wording(draws, "", "opinion")
    about = F.when(draws.happens(0.6, "about"), _thing(0, draws)).otherwise(_thing(1, draws))
    return F.replace(opinion, F.lit("{d}"), about)


def _of_wording(draws: Draws, ending: str, purpose: str) -> Column:
    """One of the pool of the post's wording; negative ones are in the author's voice."""
    name = F.when(F.col("wording") == "negative", F.col("voice")).otherwise(F.col("wording"))
    pools = ("neutral", "positive", *VOICES)
    return F.coalesce(
        *[F.when(name == each, draws.pick(pool(f"{each}{ending}"), purpose)) for each in pools]
    )


def _extras(draws: Draws) -> tuple[Column, ...]:
    """Emoji, hashtag and link, each at times."""
    emoji = _of_wording(draws, "_emojis", "emoji")
    tag = F.concat(F.lit("#"), draws.pick(F.col("tags"), "tag"))
    link = F.concat(F.lit("https://blog.example/"), F.hex(draws.whole(100_000, "page")))
    return (
        _at_times(emoji, _EMOJI_SHARE, draws, "emoji"),
        _at_times(tag, _TAG_SHARE, draws, "tag"),
        _at_times(link, _LINK_SHARE, draws, "link"),
    )


def _with_entities(text: Column, draws: Draws) -> Column:
    """The text, at times with HTML entities as some networks give them."""
    is_escaped = draws.happens(_ENTITY_SHARE, "entities")
    word = F.when(is_escaped, F.lit(" &amp; ")).otherwise(F.lit(" and "))
    return F.replace(text, F.lit(" and "), word)


def _at_times(part: Column, share: float, draws: Draws, purpose: str) -> Column:
    return F.when(draws.happens(share, f"has {purpose}"), part)
