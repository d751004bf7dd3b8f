"""Gold of items: which are wanted by the same users, and which are bought together."""

from voxlake.tables.columns import AS_OF
from voxlake.tables.table import Table, column

_RANK = column("rank", "integer", "Place among the others of the item, from 1.")

SIMILAR_ITEMS = Table(
    name="similar_items_v1",
    layer="gold",
    comment="One row per item, or post, and another of its kind that the same users wanted, of "
    "those that are most alike.",
    keys=("as_of_date", "item_kind", "item_id", "other_item_id"),
    partition="as_of_date",
    columns=(
        AS_OF,
        column("item_kind", "string", "item: what is sold or offered otherwise; or post."),
        column(
            "item_id",
            "string",
            "Item, as `orders.product_id` and `events.target_item_id`, or post, as in `posts`.",
            is_personal=True,
        ),
        column("other_item_id", "string", "Another of its kind.", is_personal=True),
        _RANK,
        column("user_count", "long", "Users who wanted both; >= items.min_common."),
        column(
            "cosine", "double", "user_count / root of the product of the users of each; 0 to 1."
        ),
        column("low", "double", "Lower end of its interval, 0 to 1."),
        column("high", "double", "Upper end of it."),
        column("score", "double", "cosine drawn towards 0 as users are few: what ranks go by."),
    ),
)

BOUGHT_TOGETHER = Table(
    name="bought_together_v1",
    layer="gold",
    comment="One row per item and another that stands in the same orders more often than by "
    "chance, of those where it is surest.",
    keys=("as_of_date", "item_id", "other_item_id"),
    partition="as_of_date",
    columns=(
        AS_OF,
        column("item_id", "string", "Item, as `orders.product_id`."),
        column("other_item_id", "string", "Another."),
        _RANK,
        column("invoice_count", "long", "Orders with both, each once; >= min_orders."),
        column("support", "double", "Their share of all orders of the window, 0 to 1."),
        column("confidence", "double", "Share of the orders with item_id that have both, 0 to 1."),
        column("lift", "double", "How many times the other's share of all orders that is."),
        column("lift_low", "double", "Lower end of the interval of lift, > 1; ranks go by it."),
        column("lift_high", "double", "Upper end of it."),
    ),
)
