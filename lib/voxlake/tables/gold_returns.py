"""Gold of returns: what campaigns cost and brought, what spend does, and how to share it out."""

from voxlake.tables.columns import ALL, ALL_USERS, AS_OF, NO_SEGMENT
from voxlake.tables.table import Column, Table, column

_CURRENCY = column("currency", "string", "ISO 4217 code of all money of the row.", is_category=True)
_MARKS = column("marks", "array<string>", "What to know before the row is used; empty: nothing.")
_COUNTRY = column(
    "country", "string", f"Country, as in `spend`; {ALL}: all together.", is_category=True
)
_CHANNEL = column("channel", "string", "Channel, as in `spend`.", is_category=True)


def _with_ends(name: str, comment: str, of: str) -> tuple[Column, ...]:
    return (
        column(name, "double", comment),
        column(f"{name}_low", "double", f"Lower end of the interval of {of}."),
        column(f"{name}_high", "double", "Upper end of it."),
    )


CAMPAIGN_RESULTS = Table(
    name="campaign_results_v1",
    layer="gold",
    comment="One row per campaign, channel or content type, window, segment and currency: what it "
    "cost and brought.",
    keys=("as_of_date", "grouping", "group_name", "segment_id", "window_days", "currency"),
    partition="as_of_date",
    columns=(
        AS_OF,
        column(
            "grouping",
            "string",
            "What is added up: campaign, channel, content_type, or all.",
            is_category=True,
        ),
        column(
            "group_name",
            "string",
            "campaign_id, channel or content type; `none` of what has none, `all` of all.",
            is_personal=False,
        ),
        column(
            "segment_id",
            "integer",
            f"Segment of the buyers on the day; {ALL_USERS} for all, {NO_SEGMENT} for those "
            "without one.",
        ),
        column("window_days", "integer", "Days up to as_of_date that count; 0 for all days."),
        _CURRENCY,
        column(
            "campaign_name",
            "string",
            "What people call the campaign; null of other groupings, or unknown.",
            is_personal=False,
        ),
        column("channel", "string", "Channel of the campaign; null likewise.", is_category=True),
        column("content_type", "string", "What it shows; null likewise.", is_category=True),
        column("starts_on", "date", "First day of the campaign; null likewise."),
        column("ends_on", "date", "Last day of it; null likewise, or open."),
        column("budget", "decimal(18,2)", "Money planned for it; null in another currency."),
        column(
            "spend",
            "decimal(18,2)",
            "Money spent, less what was paid back; null of segments, among which it is not split.",
        ),
        column("impression_count", "long", "Times shown, by spend; null of segments or untold."),
        column("post_count", "long", "Posts of it; null of segments."),
        column("post_reach", "long", "Views of these posts, or likes, replies and reposts."),
        column("reach", "long", "impression_count and post_reach; null of segments."),
        column(
            "click_count",
            "long",
            "Clicks by spend, or of a campaign without these by events; null untold.",
        ),
        column("order_count", "long", "Orders that came by it."),
        column("revenue", "decimal(18,2)", "Money of these, refunds taken off."),
        column("new_customer_count", "long", "Users whose first order ever came by it."),
        column(
            "expected_value",
            "decimal(18,2)",
            "Money expected of these users, as in `user_value`; null: not known of any.",
        ),
        column("profit", "decimal(18,2)", "revenue - spend; null of segments and of `none`."),
        column(
            "cost_per_thousand",
            "double",
            "1000 spend / reach; null where either is not > 0, and of `none`.",
        ),
        column("cost_per_click", "double", "spend / click_count; null likewise."),
        column("cost_per_order", "double", "spend / order_count; null likewise."),
        column("cost_per_customer", "double", "spend / new_customer_count; null likewise."),
        column(
            "return_on_spend", "double", "revenue / spend; null without spend > 0, and of `none`."
        ),
        column(
            "return_with_value",
            "double",
            "(revenue + expected_value) / spend; null without spend > 0 or expected_value.",
        ),
        _MARKS,
    ),
)

_MODEL = column(
    "model",
    "string",
    "revenue: linear, of revenue on spend; conversion: logistic, of a click's order on spend.",
    is_category=True,
)

ROI_COEFFICIENTS = Table(
    name="roi_coefficients_v1",
    layer="gold",
    comment="One row per regression and channel: what one more of spend goes with.",
    keys=("as_of_date", "model", "currency", "term"),
    partition="as_of_date",
    columns=(
        AS_OF,
        _MODEL,
        _CURRENCY,
        column(
            "term",
            "string",
            "Channel whose spend it is, or `intercept`.",
            is_category=True,
            is_personal=False,
        ),
        *_with_ends(
            "coefficient",
            "Revenue, or log odds of an order, for one more of money; null: left out.",
            "it",
        ),
        column("standard_error", "double", "Of the coefficient, where errors vary alike."),
        column("robust_error", "double", "The same however they vary; null of conversion."),
        column("statistic", "double", "coefficient / standard_error."),
        column("p_value", "double", "Of no effect, two-sided: t of revenue, z of conversion."),
        column("vif", "double", "Variance inflation factor, 1 and up; infinite: made of others."),
        column("mean_spend", "double", "Mean of the column; null of the intercept."),
        column("largest_spend", "double", "Largest of it; null of the intercept."),
        column("row_count", "long", "Rows of the regression."),
        column("r_squared", "double", "Share of variance told; of conversion McFadden's."),
        column("residual_error", "double", "Standard deviation of residuals; null of conversion."),
        column("durbin_watson", "double", "2: residuals in time have nothing to do with another."),
        column("breusch_pagan_p", "double", "p of residuals that vary alike; null of conversion."),
        column("jarque_bera_p", "double", "p of residuals that are normal; null of conversion."),
        column("condition_number", "double", "Of the channels' correlations; above 30 is much."),
        _MARKS,
        column("verdict", "string", "What follows, in a sentence."),
        column(
            "intercept_covariance",
            "double",
            "Covariance of the coefficient with the intercept, where errors vary alike; null: left "
            "out, or a row of before there was this column.",
        ),
    ),
)

ROI_PREDICTIONS = Table(
    name="roi_predictions_v1",
    layer="gold",
    comment="One row per planned campaign: what its budget is expected to bring.",
    keys=("as_of_date", "campaign_id"),
    partition="as_of_date",
    columns=(
        AS_OF,
        column("campaign_id", "string", "Campaign, as in `campaigns`.", is_personal=False),
        column("campaign_name", "string", "What people call it.", is_personal=False),
        _CHANNEL,
        _CURRENCY,
        column("budget", "decimal(18,2)", "Money planned; null untold."),
        column("unit_count", "double", "Days or weeks that it runs, as fit_roi counts them."),
        *_with_ends("expected_revenue", "Revenue expected of all of it.", "what is expected"),
        column("possible_revenue_low", "double", "Lower end of what may come of one campaign."),
        column("possible_revenue_high", "double", "Upper end of it."),
        *_with_ends("expected_return", "expected_revenue / budget.", "it"),
        *_with_ends("conversion", "Share of clicks expected to order, 0 to 1.", "it"),
        _MARKS,
        column("verdict", "string", "What follows, in a sentence."),
    ),
)

MIX_CHANNELS = Table(
    name="mix_channels_v1",
    layer="gold",
    comment="One row per channel of a mix model: its carry-over, its curve, and what it brought.",
    keys=("as_of_date", "country", "currency", "channel"),
    partition="as_of_date",
    columns=(
        AS_OF,
        _COUNTRY,
        _CURRENCY,
        _CHANNEL,
        column("unit", "string", "money, or what is counted: posts, reach, engagement."),
        *_with_ends("decay", "Share of what works in a week that works in the next, 0 to 1.", "it"),
        *_with_ends("half", "Spend a week that brings half of `most`, if kept up.", "it"),
        column("slope", "double", "Power of Hill's curve, 1 and up; means nothing if logistic."),
        column("most", "double", "Most revenue a week that the channel can bring."),
        column("carried", "double", "Spend of weeks so far that still works in the last one."),
        column("spend", "double", "Spend in all weeks, or what was counted."),
        column("recent_spend", "double", "Its mean a week in the last weeks."),
        column("largest_spend", "double", "The largest of a week."),
        *_with_ends("contribution", "Revenue that it brought in all weeks.", "it"),
        column("share", "double", "contribution as a share of the fitted revenue."),
        *_with_ends("return_on_spend", "contribution / spend.", "it"),
        *_with_ends(
            "marginal_return", "Revenue for one more of spend at the recent level, kept up.", "it"
        ),
        column("vif", "double", "Variance inflation factor of the spend; infinite: of others."),
        column("saturation", "string", "hill or logistic.", is_category=True),
        column("season_pairs", "integer", "Pairs of sine and cosine of a year."),
        column("has_trend", "boolean", "Whether there is a straight trend."),
        column("holidays", "string", "Country whose holidays count; null: none.", is_category=True),
        column("first_week", "date", "Monday of the first week."),
        column("week_count", "integer", "Weeks of the fit."),
        column("r_squared", "double", "Share of the variance of revenue that the fit tells."),
        column("durbin_watson", "double", "2: residuals in time have nothing to do with another."),
        column("condition_number", "double", "Of the correlations of spend and base."),
        column("holdout_error", "double", "Error of later weeks, over their mean; null untold."),
        column("holdout_error_without", "double", "That of a model without any channel."),
        column(
            "draws",
            "array<double>",
            "decay, half, slope, most and carried of each draw of the bootstrap, in turn.",
        ),
        _MARKS,
    ),
)

MIX_CONTRIBUTIONS = Table(
    name="mix_contributions_v1",
    layer="gold",
    comment="One row per week and part of a mix model: what it brought. They add up to revenue.",
    keys=("as_of_date", "country", "currency", "week_start", "component"),
    partition="as_of_date",
    columns=(
        AS_OF,
        _COUNTRY,
        _CURRENCY,
        column("week_start", "date", "Monday of the week."),
        column(
            "component",
            "string",
            "A channel; baseline, trend, season, holidays; or unexplained.",
            is_category=True,
        ),
        column("kind", "string", "channel, base, or unexplained.", is_category=True),
        column("unit", "string", "money, or what is counted; null of no channel."),
        column("spend", "double", "Spend of the week, or what was counted; null of no channel."),
        *_with_ends("contribution", "Revenue of the week that it brought.", "it"),
    ),
)

MIX_CURVES = Table(
    name="mix_curves_v1",
    layer="gold",
    comment="One row per channel and level of spend: what it brings a week, if kept up.",
    keys=("as_of_date", "country", "currency", "channel", "point"),
    partition="as_of_date",
    columns=(
        AS_OF,
        _COUNTRY,
        _CURRENCY,
        _CHANNEL,
        column("point", "integer", "Place on the curve, from 0."),
        column("unit", "string", "money, or what is counted: posts, reach, engagement."),
        column("spend", "double", "Spend a week, or what is counted."),
        *_with_ends("response", "Revenue a week that it brings.", "it"),
        *_with_ends("marginal_return", "Revenue a week for one more of spend there.", "it"),
        column("is_beyond_seen", "boolean", "Whether no week had so much."),
    ),
)

BUDGET_PLAN = Table(
    name="budget_plan_v1",
    layer="gold",
    comment="One row per future week and channel: what to spend, and what it is to bring.",
    keys=("as_of_date", "country", "currency", "week_start", "channel"),
    partition="as_of_date",
    columns=(
        AS_OF,
        _COUNTRY,
        _CURRENCY,
        column("week_start", "date", "Monday of the week."),
        column("channel", "string", f"Channel; {ALL}: all together.", is_category=True),
        column("spend", "decimal(18,2)", "Money to spend in the week."),
        column("recent_spend", "decimal(18,2)", "Mean spend of the last weeks."),
        column("least_spend", "decimal(18,2)", "Least that was allowed."),
        column("most_spend", "decimal(18,2)", "Most that was allowed."),
        *_with_ends("expected_revenue", "Revenue that channels bring in the week.", "it"),
        column("as_lately_revenue", "double", "What they would bring with recent_spend."),
        *_with_ends("gain", "expected_revenue - as_lately_revenue.", "it"),
        *_with_ends(
            "later_gain", "What the spend of the week gains after the plan's last week.", "it"
        ),
        _MARKS,
    ),
)
