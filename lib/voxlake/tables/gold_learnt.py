"""Gold of what was learnt: how posts that were published fared, by what they were made of."""

from voxlake.tables.columns import ALL, AS_OF
from voxlake.tables.table import Table, column

CONTENT_LEARNT = Table(
    name="content_learnt_v1",
    layer="gold",
    comment="One row per attribute of published posts and its value: how such posts fared.",
    keys=("as_of_date", "attribute", "scope", "value"),
    partition="as_of_date",
    columns=(
        AS_OF,
        column(
            "attribute",
            "string",
            "generator, model, prompt, kind, arm, hour, length, image or hashtags.",
        ),
        column("scope", "string", f"Experiment of an arm; `{ALL}` of all else."),
        column(
            "value",
            "string",
            "Such as `template`, the hash of a prompt, `morning` (6 to 11 on the audience's "
            "clock), `short` (below 100 characters) or `1-2` hashtags.",
            is_personal=False,
        ),
        column("post_count", "long", "Posts that it rests on."),
        column("account_count", "long", "Accounts that they are of."),
        column(
            "mean",
            "double",
            "Mean over the posts of ln(1 + engagement), less that of the other posts of the "
            "account around it.",
        ),
        column("mean_low", "double", "Lower end of its interval; null: gains do not vary."),
        column("mean_high", "double", "Upper end of it; null likewise."),
        column("effect", "double", "`mean`, drawn towards all values of the attribute."),
        column("low", "double", "Lower end of the interval of `effect`; null likewise."),
        column("high", "double", "Upper end of it; null likewise."),
        column("gain", "double", "e to the `effect`: times the account's usual."),
        column("gain_low", "double", "Lower end of the interval of `gain`; null likewise."),
        column("gain_high", "double", "Upper end of it; null likewise."),
        column(
            "difference",
            "double",
            "`mean` less that of all posts with other values; null: there are none.",
        ),
        column("p_value", "double", "Its p-value, two-sided; null: there is no comparison."),
        column(
            "p_adjusted", "double", "The same by Holm, over all rows of the day; null likewise."
        ),
        column("comparison_count", "integer", "Comparisons that Holm takes into account."),
        column("is_reliable", "boolean", "Whether `p_adjusted` is below 1 less the confidence."),
        column(
            "is_by_chance",
            "boolean",
            "Whether values were given by chance, as arms are: else what differs with them may "
            "be the cause.",
        ),
        column("verdict", "string", "What it says, in a sentence.", is_personal=False),
    ),
)

CONTENT_REWARDS = Table(
    name="content_rewards_v1",
    layer="gold",
    comment="One row per published post of an experiment whose engagement is known: its reward.",
    keys=("as_of_date", "publication_id"),
    partition="as_of_date",
    columns=(
        AS_OF,
        column("publication_id", "string", "Publication, as in `publications`.", is_personal=False),
        column(
            "choice_id", "string", "Choice that it rewards; the publication where none is told."
        ),
        column("experiment_id", "string", "Experiment, as in `experiments`."),
        column("arm", "string", "Arm that was published."),
        column("propensity", "double", "Chance that it had when it was chosen; null: unknown."),
        column("sent_at", "timestamp", "When it was published, UTC."),
        column("sent_date", "date", "Day of that, in the lake's zone."),
        column("post_id", "string", "What it became, as in `posts`.", is_personal=True),
        column("gain", "double", "ln(1 + engagement), over that of the account's posts around it."),
        column("beats_usual", "double", "1 where `gain` is above 0, else 0."),
    ),
)
