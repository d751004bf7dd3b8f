"""Gold of content: the factors of posts and items, and which to show to whom."""

from voxlake.tables.columns import AS_OF, USER
from voxlake.tables.table import Table, column

_KIND = column("item_kind", "string", "post, or item: what is sold or offered otherwise.")
_ITEM = column(
    "item_id",
    "string",
    "Post, as in `posts`, or item, as `orders.product_id` and `events.target_item_id`.",
    is_personal=True,
)

CONTENT_FACTORS = Table(
    name="content_factors_v1",
    layer="gold",
    comment="One row per version of the content model and post or item: its factors. Of versions "
    "before the one in use no rows are kept.",
    keys=("model_version", "item_kind", "item_id"),
    columns=(
        column("model_version", "string", "Version of the registered model `content`."),
        _KIND,
        _ITEM,
        column("factors", "array<double>", "As many as the model's rank, to six decimals."),
    ),
)

CONTENT_RECOMMENDATIONS = Table(
    name="content_recommendations_v1",
    layer="gold",
    comment="One row per user and post or item that is shown to the user: why, and in which order.",
    keys=("as_of_date", "user_id", "item_kind", "item_id"),
    partition="as_of_date",
    columns=(
        AS_OF,
        USER,
        column("rank", "integer", "Place among those of the user and item_kind, from 1."),
        _KIND,
        _ITEM,
        column(
            "score",
            "double",
            "Of source model: how much the user is foretold to want it, about 0 to 1, or a rating; "
            "of others its share of the weight of all actions of the group, 0 to 1.",
        ),
        column(
            "reason",
            "string",
            "Why it is shown, in words that the user may read.",
            is_personal=False,
        ),
        column(
            "source",
            "string",
            "model, or, for users with few events and where the model has too little, what is "
            "popular in the segment, in the language, or with all (popular).",
        ),
        column("model_version", "string", "Version that gave the score; null where none did."),
    ),
)
