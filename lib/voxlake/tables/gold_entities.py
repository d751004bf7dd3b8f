"""Gold of entities: whom and what posts name, and how each brand fares beside the others."""

from voxlake.tables.columns import AS_OF, POST, POST_DATE
from voxlake.tables.table import Table, column

_BRAND = column("brand", "string", "Brand, as share_of_voice.brands names it.")

POST_ENTITIES = Table(
    name="post_entities_v1",
    layer="gold",
    comment="One row per place in a usable post that names a brand, product, person or place.",
    keys=("post_id", "start", "end", "source"),
    partition="post_date",
    columns=(
        POST,
        POST_DATE,
        column("entity", "string", "What is named, by its first name.", is_personal=True),
        column("kind", "string", "brand, product, person, place, account, hashtag or another."),
        column("source", "string", "What found it: gazetteer, mention, hashtag or a model's name."),
        column("mention", "string", "The words of the post that name it.", is_personal=True),
        column("start", "integer", "Place of its first character in the text, from 0."),
        column("end", "integer", "Place behind its last one."),
        column(
            "probability",
            "double",
            "As its source gives it, 0 to 1; 1 for names given; null: none.",
        ),
        column("clause_start", "integer", "Where the clause around it begins."),
        column("clause_end", "integer", "Place behind the clause."),
        column("negative", "double", "Probability that the clause is negative; null: not scored."),
        column("positive", "double", "Probability that it is positive; null likewise."),
        column("label", "string", "negative, neutral, positive or `unsure`; null likewise."),
        column("model_version", "string", "Version of the sentiment model; null likewise."),
    ),
)

SHARE_OF_VOICE = Table(
    name="share_of_voice_v1",
    layer="gold",
    comment="One row per brand, day and topic: how much is said of it beside its competitors.",
    keys=("post_date", "brand", "topic_id"),
    partition="post_date",
    columns=(
        POST_DATE,
        _BRAND,
        column("topic_id", "integer", "Topic, as it is shown; -2: all posts together."),
        column("post_count", "long", "Posts that name it; one that names two counts for both."),
        column("author_count", "long", "Different authors of them, of those known."),
        column("reach", "long", "Views of them; likes and the like where unknown."),
        column("named_count", "long", "Posts of the day and topic that name any of the brands."),
        column("share", "double", "Its posts among these, 0 to 1; the shares may sum to more."),
        column("share_low", "double", "Lower end of the share's interval."),
        column("share_high", "double", "Upper end of it."),
        column("scored_count", "long", "Posts whose clauses about it have a sentiment."),
        column("negative_count", "long", "Those with a negative clause about it, none positive."),
        column("positive_count", "long", "Those with a positive clause about it, none negative."),
        column("sentiment", "double", "Mean of positive - negative, -1 to 1; null: none scored."),
        column(
            "sentiment_low",
            "double",
            "Lower end of its interval, by authors; null: fewer than share_of_voice.min_authors.",
        ),
        column("sentiment_high", "double", "Upper end of it; null likewise."),
    ),
)

COMPETITOR_POSTING = Table(
    name="competitor_posting_v1",
    layer="gold",
    comment="One row per brand with an account among the authors and form or hour of its posts: "
    "how often it posts so, and what that earns.",
    keys=("as_of_date", "brand", "trait", "value"),
    partition="as_of_date",
    columns=(
        AS_OF,
        _BRAND,
        column("trait", "string", "all, weekday, hour, form or topic."),
        column(
            "value",
            "string",
            "all; Monday, ...; 00 to 23; text, link, hashtags, media, reply, quote or repost, of "
            "which a post may have several; a topic's id.",
            is_personal=False,
        ),
        column("post_count", "long", "Posts of its accounts with it, in the days counted."),
        column("posts_per_week", "double", "The same by week."),
        column(
            "engagement",
            "double",
            "Median of likes, replies and reposts, to four digits; null: unknown, as of reposts.",
        ),
        column(
            "gain",
            "double",
            "What they earn against all its posts, as a factor of 1 + engagement, shrunk to 1; "
            "null: unknown, too few, or all its posts have the value.",
        ),
        column("gain_low", "double", "Lower end of the gain's interval; null likewise."),
        column("gain_high", "double", "Upper end of it; null likewise."),
    ),
)

SEARCH_RESULTS = Table(
    name="search_results_v1",
    layer="gold",
    comment="One row per post found for a query that was asked for.",
    keys=("as_of_date", "query", "rank"),
    partition="as_of_date",
    columns=(
        AS_OF,
        column(
            "query", "string", "Words or a sentence, as search.queries has it.", is_personal=True
        ),
        column("rank", "integer", "1 for the nearest, by meaning and words together."),
        POST,
        POST_DATE,
        column(
            "similarity",
            "double",
            "Cosine of the meanings of query and post, -1 to 1; null where one has no vector.",
        ),
    ),
)
