"""Gold of hashtags: who uses them, about what, beside which others, and in which texts."""

from voxlake.tables.columns import AS_OF, POST, POST_DATE
from voxlake.tables.table import Table, column

_HASHTAG = column(
    "hashtag",
    "string",
    "Hashtag without #, by compatible letters (NFKC) and case folded: one for all its forms.",
    is_personal=True,
)

HASHTAGS = Table(
    name="hashtags_v1",
    layer="gold",
    comment="One row per hashtag of the days up to one day, of those that most people use: how "
    "often, about what, and how positive the posts with it are.",
    keys=("as_of_date", "hashtag"),
    partition="as_of_date",
    columns=(
        AS_OF,
        _HASHTAG,
        column("author_count", "long", "Different authors of posts with it."),
        column(
            "post_count",
            "long",
            "Posts with it; of equal wordings one; none of reposts and of users who opted out.",
        ),
        column("post_share", "double", "Their share of such posts with any hashtag, 0 to 1."),
        column(
            "languages",
            "array<string>",
            "ISO 639 codes of up to five languages of its posts, those of most authors first.",
        ),
        column(
            "topics",
            "array<struct<topic_id:integer,closeness:double>>",
            "Topics that its posts are about most, the closest first: the cosine of the authors of "
            "both, 0 to 1. Empty without topics.",
            is_personal=False,
        ),
        column(
            "positivity",
            "double",
            "Mean of joy + optimism of its posts, 0 to 1, drawn towards that of all posts; null: "
            "none of the window is scored.",
        ),
        column("uplift", "double", "positivity less that of all posts; null likewise."),
    ),
)

HASHTAG_TEXTS = Table(
    name="hashtag_texts_v1",
    layer="gold",
    comment="One row per post that new texts are held against to find hashtags: the latest of "
    "those that `hashtags` counts. Vectors stand in `text_meanings`.",
    keys=("as_of_date", "post_id"),
    partition="as_of_date",
    columns=(
        AS_OF,
        POST,
        POST_DATE,
        column("text_hash", "string", "Its text, as `posts.text_hash`.", is_personal=True),
        column("hashtags", "array<string>", "Its hashtags, as in `hashtags`.", is_personal=True),
    ),
)

HASHTAG_PAIRS = Table(
    name="hashtag_pairs_v1",
    layer="gold",
    comment="One row per hashtag of `hashtags` and another that stands beside it in posts, of "
    "those that go with it most.",
    keys=("as_of_date", "hashtag", "other_hashtag"),
    partition="as_of_date",
    columns=(
        AS_OF,
        _HASHTAG,
        column("other_hashtag", "string", "Another, in the same form.", is_personal=True),
        column("rank", "integer", "Place among those that go with hashtag, by closeness, from 1."),
        column("post_count", "long", "Posts with both, counted as in `hashtags`."),
        column("author_count", "long", "Different authors of them."),
        column(
            "closeness",
            "double",
            "Cosine of the posts of both: post_count / square root of the product of the posts of "
            "each; 0 to 1.",
        ),
    ),
)
