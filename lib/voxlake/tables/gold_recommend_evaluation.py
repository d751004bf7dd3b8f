"""Gold of how good recommendations are: by what users did later, and by what they clicked."""

from voxlake.tables.columns import AS_OF
from voxlake.tables.table import Table, column

RECOMMENDATION_METRICS = Table(
    name="recommendation_metrics_v1",
    layer="gold",
    comment="One row per figure of recommendations that were made up to a day, held against what "
    "users did in the days after it, and of the two simplest ways to make them.",
    keys=("as_of_date", "kind", "method", "band", "cutoff", "metric"),
    partition="as_of_date",
    columns=(
        column("as_of_date", "date", "Last of the days that lists were held against."),
        column("cut_date", "date", "Last day that lists were made of."),
        column(
            "kind",
            "string",
            "What is recommended: post, item, friend, hashtag or big_account.",
            is_category=True,
        ),
        column(
            "method",
            "string",
            "recommended; popular (with all), covisitation (what goes with the user's own).",
            is_category=True,
        ),
        column(
            "band",
            "string",
            "Users by how many things of the kind they had acted on up to the cut, such as `5-19`; "
            "`all`.",
            is_category=True,
        ),
        column("cutoff", "integer", "How many of the first places are looked at."),
        column(
            "metric",
            "string",
            "recall, ndcg, map, novelty (bits), top_share (of the 1% of items with most users), "
            "coverage (of what might be shown).",
            is_category=True,
        ),
        column("value", "double", "The figure; null: nothing was listed.", is_personal=False),
        column("low", "double", "Lower end of its interval; null of coverage and of few users."),
        column("high", "double", "Upper end of it."),
        column(
            "over_popular",
            "double",
            "The figure less that of popular for the same users; null of popular and coverage.",
        ),
        column("over_popular_low", "double", "Lower end of its interval."),
        column("over_popular_high", "double", "Upper end of it."),
        column("over_covisitation", "double", "The same to covisitation."),
        column("over_covisitation_low", "double", "Lower end of its interval."),
        column("over_covisitation_high", "double", "Upper end of it."),
        column("user_count", "long", "Users who did something new of the kind after the cut."),
        column(
            "reachable",
            "double",
            "Share of what users newly did of the kind that might have been shown, 0 to 1.",
        ),
        column(
            "model_version",
            "string",
            "Version of the model that made the lists recommended; null where none or several did.",
        ),
    ),
)

RECOMMENDATION_CLICKS = Table(
    name="recommendation_clicks_v1",
    layer="gold",
    comment="One row per kind of recommendation and place: how often what was shown there was "
    "clicked on.",
    keys=("as_of_date", "kind", "rank"),
    partition="as_of_date",
    columns=(
        AS_OF,
        column("kind", "string", "friend, hashtag, big_account or content.", is_category=True),
        column("rank", "integer", "Place, from 1; 0: all places, and what has none logged."),
        column("user_count", "long", "Users to whom something was shown there."),
        column("shown_count", "long", "Things shown, each once a request."),
        column("clicked_count", "long", "Of these clicked on."),
        column(
            "repeated_click_count", "long", "Clicks on what was clicked on already: not counted."
        ),
        column(
            "unknown_click_count",
            "long",
            "Things clicked on of which no row says that they were shown: not counted; in row 0 "
            "those of all places.",
        ),
        column("click_rate", "double", "clicked_count of shown_count, 0 to 1; null: none shown."),
        column("click_rate_low", "double", "Lower end of its interval; null of few users."),
        column("click_rate_high", "double", "Upper end of it."),
        column("unlogged_count", "long", "Shown without a propensity: not weighed."),
        column(
            "weighted_rate",
            "double",
            "Click rate where all that could be shown is as likely to be, 0 to 1 (self-normalised "
            "inverse propensity); null where no propensity is logged.",
        ),
        column("weighted_rate_low", "double", "Lower end of its interval; null of few users."),
        column("weighted_rate_high", "double", "Upper end of it."),
        column(
            "position_bias",
            "double",
            "weighted_rate of that of the first place: how many look there, if what is shown "
            "draws as much; null of row 0 and where the first place has no clicks.",
        ),
        column("position_bias_low", "double", "Lower end of its interval."),
        column("position_bias_high", "double", "Upper end of it."),
        column("effective_sample_size", "double", "Shown things that the weights are worth."),
        column("largest_weight", "double", "Largest weight, 1 / propensity, that was used."),
        column("clipped_count", "long", "Shown things whose weight was cut to max_weight."),
    ),
)
