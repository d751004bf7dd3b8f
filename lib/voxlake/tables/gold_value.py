"""Gold of value: what buyers were worth and are expected to be."""

from voxlake.tables.columns import AS_OF, USER
from voxlake.tables.table import Table, column

_VALUE_MODEL = column(
    "model_version", "string", "Version of the value model; null: not fitted yet."
)
_CURRENCY = column("currency", "string", "ISO 4217 code of the amounts.")
_HORIZON = column("horizon_days", "integer", "How far ahead the expectations look, in days.")
_INTERVALS = (
    column("expected_orders", "double", "Purchases expected in the horizon, >= 0; null unfitted."),
    column(
        "expected_orders_low",
        "double",
        "Lower limit of expected_orders, which comes from estimated parameters.",
    ),
    column("expected_orders_high", "double", "Upper limit of it."),
    column(
        "possible_orders_low",
        "double",
        "Lower limit of the purchases that may come: what people do varies around what is "
        "expected.",
    ),
    column("possible_orders_high", "double", "Upper limit of them."),
    column("expected_value", "double", "Discounted money of the horizon, >= 0; null unfitted."),
    column(
        "expected_value_low",
        "double",
        "Lower limit of expected_value, which comes from estimated parameters.",
    ),
    column("expected_value_high", "double", "Upper limit of it."),
    column(
        "possible_value_low",
        "double",
        "Lower limit of the discounted money that may come; null where the model has none.",
    ),
    column("possible_value_high", "double", "Upper limit of it."),
)

USER_VALUE = Table(
    name="user_value_v1",
    layer="gold",
    comment="One row per buyer: recency, frequency, money, and the value still expected.",
    keys=("as_of_date", "user_id"),
    partition="as_of_date",
    columns=(
        AS_OF,
        USER,
        column("country", "string", "Country of `users`, else of the last order; null unknown."),
        _CURRENCY,
        column("first_order_date", "date", "Day of the first purchase."),
        column("last_order_date", "date", "Day of the last purchase."),
        column("frequency", "long", "Purchases after the first one, >= 0."),
        column("recency", "double", "From first to last purchase, in the model's time unit."),
        column("age", "double", "From first purchase to as_of_date, in the model's time unit."),
        column("mean_value", "double", "Mean money of the repeat purchases; null without any."),
        column("revenue", "decimal(18,2)", "Money paid so far, refunds taken off."),
        column("recency_score", "integer", "1 (longest ago) to 5 (latest), by fifths of buyers."),
        column("frequency_score", "integer", "1 (fewest purchases) to 5 (most), by fifths."),
        column("monetary_score", "integer", "1 (least revenue) to 5 (most), by fifths."),
        column(
            "probability_alive",
            "double",
            "Probability of still being a buyer, 0 to 1; null unfitted.",
        ),
        column("probability_alive_low", "double", "Lower limit of it, from the parameters."),
        column("probability_alive_high", "double", "Upper limit of it, from the parameters."),
        column(
            "churn_probability",
            "double",
            "As value.churn_rule has it: of no order in value.churn_days, or of having left.",
        ),
        column(
            "churn", "string", "active, at_risk or lost, by limits in the config; null unfitted."
        ),
        column("expected_spend", "double", "Money expected per purchase, >= 0; null unfitted."),
        *_INTERVALS,
        _HORIZON,
        _VALUE_MODEL,
    ),
)

USER_VALUE_HORIZONS = Table(
    name="user_value_horizons_v1",
    layer="gold",
    comment="One row per buyer and horizon: orders and value expected within it, with intervals.",
    keys=("as_of_date", "user_id", "horizon_days"),
    partition="as_of_date",
    columns=(
        AS_OF,
        USER,
        _HORIZON,
        _CURRENCY,
        column("revenue", "decimal(18,2)", "Money paid so far, refunds taken off."),
        column("probability_no_order", "double", "Probability of no order in the horizon, 0 to 1."),
        *_INTERVALS,
        _VALUE_MODEL,
    ),
)

VALUE_TOTALS = Table(
    name="value_totals_v1",
    layer="gold",
    comment="One row per horizon and group of buyers: value so far and expected, with intervals.",
    keys=("as_of_date", "grouping", "group_name", "horizon_days"),
    partition="as_of_date",
    columns=(
        AS_OF,
        column("grouping", "string", "What makes the group: all, segment, cohort, without_odd."),
        column(
            "group_name",
            "string",
            "all; the segment, -1 for none; the first day of the week or month of the first "
            "purchases; or the buyers of odd amounts (value.odd_spend) who are left out.",
            is_personal=False,
        ),
        _HORIZON,
        _CURRENCY,
        column("user_count", "long", "Buyers in the group, >= 1."),
        column("revenue", "decimal(18,2)", "Money they paid so far, refunds taken off."),
        column("expected_alive", "double", "Buyers expected to be there still."),
        *_INTERVALS,
        _VALUE_MODEL,
    ),
)

VALUE_HOLDOUT = Table(
    name="value_holdout_v1",
    layer="gold",
    comment="One row per tenth of the buyers: value as an earlier fit foretold it, and as it came.",
    keys=("as_of_date", "predictor", "decile"),
    partition="as_of_date",
    columns=(
        AS_OF,
        column("cutoff_date", "date", "Last day that the fit saw."),
        column(
            "predictor",
            "string",
            "model; recent_spend (as in a window as long before); cell_mean (of buyers of like "
            "recency and frequency in an earlier window).",
        ),
        column("decile", "integer", "1 (highest prediction) to 10, of all buyers at the cutoff."),
        _CURRENCY,
        column("user_count", "double", "Buyers in it; equal predictions are split, so not whole."),
        column("predicted_value", "double", "Money foretold for after the cutoff; not discounted."),
        column("actual_value", "double", "Money that came, refunds taken off."),
    ),
)

SEGMENT_VALUE = Table(
    name="segment_value_v1",
    layer="gold",
    comment="One row per segment and country of the buyers: their value, past and expected.",
    keys=("as_of_date", "segment_id", "country"),
    partition="as_of_date",
    columns=(
        AS_OF,
        column("segment_id", "integer", "Segment; -1 for buyers without one."),
        column("country", "string", "Country as in `user_value`; `unknown` where that is null."),
        _CURRENCY,
        column("user_count", "long", "Buyers in the segment and country, >= 1."),
        column("revenue", "decimal(18,2)", "Money they paid so far."),
        column("expected_value", "double", "Sum of their expected values; null unfitted."),
        column("mean_expected_value", "double", "Mean of their expected values; null unfitted."),
        column(
            "deciles",
            "array<double>",
            "Nine deciles of their expected values, rising; null unfitted.",
        ),
        _HORIZON,
        _VALUE_MODEL,
    ),
)
