"""Gold of orders: purchases in one currency, and how the money of all lines adds up to them."""

from voxlake.tables.columns import AS_OF
from voxlake.tables.table import Table, column

_DAY = column("order_date", "date", "Day of the order or refund.")

PURCHASE_LINES = Table(
    name="purchase_lines_v1",
    layer="gold",
    comment="One row per line of an order that counts: its money, and the purchase it belongs to.",
    keys=("order_date", "order_line_id", "entry"),
    partition="order_date",
    columns=(
        column("order_line_id", "string", "Line, as in `orders`.", is_personal=True),
        column(
            "entry",
            "string",
            "sale; matched (what a refund takes back of an order); unmatched (a refund, or the "
            "rest of one, whose order is not known).",
        ),
        _DAY,
        column("ordered_at", "timestamp", "Time of the order or refund, UTC."),
        column("order_id", "string", "Order of the line, as in `orders`.", is_personal=True),
        column("user_id", "string", "Buyer, as in `users`.", is_personal=True),
        column("purchase_date", "date", "Day of the purchase: a matched refund's is earlier."),
        column(
            "purchase_id",
            "string",
            "Purchase, within its user: the day, or the order.",
            is_personal=True,
        ),
        column(
            "taken_order_id",
            "string",
            "Order that a matched refund takes back; else null.",
            is_personal=True,
        ),
        column(
            "taken_line_id",
            "string",
            "Its line; null where the source names the order.",
            is_personal=True,
        ),
        column("taken_quantity", "double", "Pieces of it taken back; null where not known."),
        column("amount", "decimal(18,2)", "Money in `currency`; negative for a refund."),
        column("currency", "string", "ISO 4217 code that all money is told in."),
        column("source_amount", "decimal(18,2)", "Money in the currency of the order."),
        column("source_currency", "string", "ISO 4217 code of the order."),
        column("country", "string", "Country, as in `orders`; null unknown."),
    ),
)

ORDER_RECONCILIATION = Table(
    name="order_reconciliation_v1",
    layer="gold",
    comment="One row per day and currency of orders: what came in, what was left out, what counts.",
    keys=("order_date", "source_currency"),
    partition="order_date",
    columns=(
        _DAY,
        column("source_currency", "string", "ISO 4217 code of the orders; `unknown` without."),
        column("line_count", "long", "Lines in all: those of sales, refunds and cancelled ones."),
        column("order_count", "long", "Orders that have a line of that day and currency."),
        column("sale_line_count", "long", "Lines that are no refund and not cancelled."),
        column("refund_line_count", "long", "Lines that give money back, other than cancelled."),
        column("cancelled_line_count", "long", "Lines of or against cancelled orders."),
        column("without_user_line_count", "long", "Lines without a user, left out."),
        column(
            "unknown_currency_line_count",
            "long",
            "Lines of users in a currency without a rate, left out.",
        ),
        column("counted_line_count", "long", "Lines that are left."),
        column("matched_line_count", "long", "Refunds among them whose order is known."),
        column("unmatched_line_count", "long", "Refunds among them whose order is not known."),
        column("gross", "decimal(18,2)", "Money of all orders, also of those cancelled later."),
        column("refunds", "decimal(18,2)", "Money given back, other than cancelled; <= 0."),
        column("cancelled", "decimal(18,2)", "Money of cancelled orders, taken off; <= 0."),
        column(
            "without_user",
            "decimal(18,2)",
            "Money of lines without a user, as it stands in the three before; to be taken off.",
        ),
        column(
            "unknown_currency",
            "decimal(18,2)",
            "Money of users' lines in a currency without a rate; to be taken off.",
        ),
        column(
            "net",
            "decimal(18,2)",
            "gross + refunds + cancelled - without_user - unknown_currency, to the cent.",
        ),
        column("matched", "decimal(18,2)", "Refunds in net that lower an earlier purchase; <= 0."),
        column("unmatched", "decimal(18,2)", "Refunds in net that lower their own day; <= 0."),
        column("rate", "decimal(19,9)", "What one unit is worth in `currency`; null: unknown."),
        column("reported_net", "decimal(18,2)", "net in `currency`: the sum of `purchase_lines`."),
        column("currency", "string", "ISO 4217 code that money is told in; null without any."),
        column("definition", "string", "Settings that say what a purchase is."),
    ),
)

_SEGMENT = column(
    "segment_id",
    "integer",
    "Segment of the day's `user_segments`; -1 for users without one, -2 for all users together.",
)
_CURRENCY = column("currency", "string", "ISO 4217 code of the money; null without any.")

USER_FUNNEL = Table(
    name="user_funnel_v1",
    layer="gold",
    comment="One row per segment and step from a known user to a third purchase: who took it.",
    keys=("as_of_date", "segment_id", "step_number"),
    partition="as_of_date",
    columns=(
        AS_OF,
        _SEGMENT,
        column("step_number", "integer", "0 for the first step, rising."),
        column(
            "step",
            "string",
            "known, active, first_purchase, second_purchase or third_purchase.",
        ),
        column("user_count", "long", "Users who took the step by the day, >= 0."),
        column("share_of_known", "double", "Their share of the users who are known, 0 to 1."),
        column(
            "share_of_previous",
            "double",
            "Their share of those who took the step before; null without any.",
        ),
        column("median_days", "double", "Median days since the step before; null if unknown."),
        column("mean_days", "double", "Mean days since the step before; null if unknown."),
    ),
)

USER_REVENUE = Table(
    name="user_revenue_v1",
    layer="gold",
    comment="One row per segment and window of days: revenue per user and per paying user.",
    keys=("as_of_date", "segment_id", "window_days"),
    partition="as_of_date",
    columns=(
        AS_OF,
        _SEGMENT,
        column("window_days", "integer", "Days up to as_of_date that count; 0 for all days."),
        column("user_count", "long", "Users known by the day, >= 1."),
        column("paying_user_count", "long", "Those with a purchase in the window that cost money."),
        column("paying_share", "double", "Their share of the users, 0 to 1."),
        column("purchase_count", "long", "Purchases in the window, >= 0."),
        column("revenue", "decimal(18,2)", "Money of the window, its refunds taken off."),
        column("revenue_per_user", "double", "revenue / user_count (ARPU)."),
        column(
            "revenue_per_paying_user",
            "double",
            "revenue / paying_user_count (ARPPU); null where nobody paid.",
        ),
        _CURRENCY,
    ),
)

BUYER_COHORTS = Table(
    name="buyer_cohorts_v1",
    layer="gold",
    comment="One row per cohort of buyers and its age: who bought again, how often, for how much.",
    keys=("as_of_date", "period", "cohort_start", "age"),
    partition="as_of_date",
    columns=(
        AS_OF,
        column("period", "string", "week or month: what cohorts and ages are counted in."),
        column("cohort_start", "date", "First day of the period of the first purchase."),
        column("age", "integer", "Periods since that one, from 0; one without lines has no row."),
        column("cohort_size", "long", "Buyers whose first purchase lies in the cohort's period."),
        column("buyer_count", "long", "Those of them with a purchase at that age."),
        column("buyer_share", "double", "buyer_count / cohort_size, 0 to 1."),
        column("purchase_count", "long", "Their purchases at that age, >= 0."),
        column("revenue", "decimal(18,2)", "Money of these, refunds taken off."),
        _CURRENCY,
    ),
)
