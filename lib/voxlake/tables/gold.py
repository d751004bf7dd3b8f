"""Gold: what the models and aggregates say; no name, handle or text, only ids."""

from voxlake.tables.table import Table, column

_POST = column("post_id", "string", "Post, as in `posts`.")
_POST_DATE = column("post_date", "date", "Day the post was made, UTC.")
_USER = column("user_id", "string", "User, as in `users`, `posts` and `orders`.")
_AS_OF = column("as_of_date", "date", "Last day, UTC, whose rows were counted.")
_MODEL = column("model_version", "string", "Version of the registered model that gave the row.")
_SCORER = column(
    "model_version", "string", "Version of the model; `own-` begins that of a folder of your own."
)
_SCORED_VECTOR = column(
    "encoder_version",
    "string",
    "Encoder whose vector was scored; null: a model of your own read the text itself.",
)
_VALUE_MODEL = column(
    "model_version", "string", "Version of the value model; null: not fitted yet."
)
_SEGMENT = column("segment_id", "integer", "Segment, from 0, as in `segment_profiles`.")
_TOPIC = column("topic_id", "integer", "Topic, from 0, of that model version.")
_CURRENCY = column("currency", "string", "ISO 4217 code of the amounts.")
_HORIZON = column("horizon_days", "integer", "How far ahead the expectations look, in days.")

POST_LANGUAGE = Table(
    name="post_language_v1",
    layer="gold",
    comment="One row per usable post with text: its language, and whether models read the post.",
    keys=("post_id",),
    partition="post_date",
    columns=(
        _POST,
        _POST_DATE,
        column("language", "string", "ISO 639 code detected; null: too few words to tell."),
        column("confidence", "double", "Probability of that language, 0 to 1; null as it is."),
        column("is_read", "boolean", "Whether models read it: false for another language."),
    ),
)

_BRAND = column("brand", "string", "Brand as in alerts.brands; `all` for every post.")
_WEEK = column("week_start", "date", "Monday of the week, UTC.")
_EMOTIONS = tuple(
    column(name, "double", f"Probability of {name}, 0 to 1.")
    for name in ("anger", "disgust", "fear", "joy", "optimism", "sadness", "surprise", "neutral")
)
_MOOD = (
    column(
        "mood",
        "string",
        "depressed, stressed, neutral, satisfied or cheerful; `unknown` with too few posts.",
    ),
    column("agreement", "double", "Share of resampled posts with that mood; null if unknown."),
    column("post_count", "long", "Posts by or about the user that count, >= 1."),
    column("own_post_count", "long", "Those in the user's own words."),
    column("positivity", "double", "Weighted mean of joy + optimism, 0 to 1."),
    column("negativity", "double", "Weighted mean of anger + disgust + fear + sadness, 0 to 1."),
    *(
        column(one.name, "double", f"Weighted mean of {one.name} over the posts, 0 to 1.")
        for one in _EMOTIONS
    ),
    column("happiest_post_id", "string", "Own post with the most joy + optimism; null if none."),
    column("happiest_score", "double", "Its joy + optimism."),
    column("saddest_post_id", "string", "Own post with the most sadness; null if none."),
    column("saddest_score", "double", "Its sadness."),
    column("model_version", "string", "Emotion model of the latest of the posts."),
)

TEXT_EMBEDDINGS = Table(
    name="text_embeddings_v1",
    layer="gold",
    comment="One row per distinct text of a day and encoder: its vector.",
    keys=("post_date", "text_hash", "encoder_version"),
    partition="post_date",
    columns=(
        _POST_DATE,
        column("text_hash", "string", "The text, as `posts.text_hash`."),
        column("encoder_version", "string", "Encoder that made the vector."),
        column("vector", "array<float>", "Mean-pooled vector; 384 numbers for e5-small."),
    ),
)

POST_SENTIMENT = Table(
    name="post_sentiment_v1",
    layer="gold",
    comment="One row per usable post with text: its sentiment and the model that gave it.",
    keys=("post_id",),
    partition="post_date",
    columns=(
        _POST,
        _POST_DATE,
        _USER,
        column("negative", "double", "Probability that the post is negative, 0 to 1."),
        column("neutral", "double", "Probability that the post is neutral, 0 to 1."),
        column("positive", "double", "Probability that the post is positive, 0 to 1."),
        column(
            "label",
            "string",
            "The most probable of the three, or `unsure`.",
        ),
        column("score", "double", "positive - negative, from -1 to 1."),
        _SCORED_VECTOR,
        _SCORER,
    ),
)

POST_EMOTION = Table(
    name="post_emotion_v1",
    layer="gold",
    comment="One row per usable post with text: its emotions and the model that gave them.",
    keys=("post_id",),
    partition="post_date",
    columns=(
        _POST,
        _POST_DATE,
        _USER,
        *_EMOTIONS,
        column("label", "string", "The most probable emotion, or `unsure`."),
        _SCORED_VECTOR,
        _SCORER,
    ),
)

POST_SCORES = Table(
    name="post_scores_v1",
    layer="gold",
    comment="One row per usable post with text and model with labels of your own: what it says.",
    keys=("post_id", "model"),
    partition="post_date",
    columns=(
        _POST,
        _POST_DATE,
        column("model", "string", "The model, as languages.own or languages.heads names it."),
        _USER,
        column("label", "string", "The most probable label, or `unsure`."),
        column("chance", "double", "Probability of the most probable label, 0 to 1."),
        column("chances", "map<string,double>", "Probability of each label; they sum to 1."),
        _SCORER,
    ),
)

POST_EVIDENCE = Table(
    name="post_evidence_v1",
    layer="gold",
    comment="One row per post that was asked for and model: the phrases that moved its label most.",
    keys=("post_id", "model"),
    partition="post_date",
    columns=(
        _POST,
        _POST_DATE,
        column("model", "string", "sentiment or emotion."),
        column("label", "string", "The label, as in `post_sentiment` or `post_emotion`."),
        column(
            "phrases",
            "array<struct<phrase:string,weight:double>>",
            "Phrases and how much of the label's probability goes without each; largest first.",
        ),
        _MODEL,
    ),
)

BRAND_SENTIMENT = Table(
    name="brand_sentiment_v1",
    layer="gold",
    comment="One row per brand and day with scored posts: how many of them are negative.",
    keys=("post_date", "brand"),
    partition="post_date",
    columns=(
        _POST_DATE,
        _BRAND,
        column("post_count", "long", "Scored posts of the day."),
        column("negative_count", "long", "Those with the label negative."),
        column("reach", "long", "Views of the negative posts; likes and the like where unknown."),
    ),
)

SENTIMENT_ALERTS = Table(
    name="sentiment_alerts_v1",
    layer="gold",
    comment="One row per brand and day with more negative posts than is usual for the weekday.",
    keys=("post_date", "brand"),
    partition="post_date",
    columns=(
        _POST_DATE,
        _BRAND,
        column("post_count", "long", "Scored posts of the day."),
        column("negative_count", "long", "Those with the label negative."),
        column("negative_share", "double", "Their share, 0 to 1."),
        column("low", "double", "Lower end of the share's 95% interval."),
        column("high", "double", "Upper end of it."),
        column("usual_share", "double", "Share of the same weekday in the weeks before."),
        column("reach", "long", "Views of the negative posts; likes and the like where unknown."),
        column("post_ids", "array<string>", "Up to five negative posts, by reach."),
    ),
)

TOPICS = Table(
    name="topics_v1",
    layer="gold",
    comment="One row per topic of each fitted topic model.",
    keys=("model_version", "topic_id"),
    columns=(
        _MODEL,
        _TOPIC,
        column(
            "title",
            "string",
            "The four leading terms that tell the topic best, for people to read.",
        ),
        column("weight", "double", "Share of the fitted posts' words that the topic explains."),
        column("coherence", "double", "UMass coherence of the leading terms, <= 0 or near it."),
    ),
)

TOPIC_TERMS = Table(
    name="topic_terms_v1",
    layer="gold",
    comment="One row per leading term of each topic.",
    keys=("model_version", "topic_id", "rank"),
    columns=(
        _MODEL,
        _TOPIC,
        column("rank", "integer", "1 for the term with the largest weight."),
        column("term", "string", "Most frequent surface form of the stem."),
        column("stem", "string", "The stem that the model counts."),
        column("weight", "double", "Probability of the stem in the topic, 0 to 1."),
    ),
)

POST_TOPICS = Table(
    name="post_topics_v1",
    layer="gold",
    comment="One row per usable post that has words the model knows: its topics.",
    keys=("post_id",),
    partition="post_date",
    columns=(
        _POST,
        _POST_DATE,
        column("topic_id", "integer", "The most probable topic of that model version."),
        column("probability", "double", "Probability of that topic, 0 to 1."),
        column("distribution", "array<double>", "Probability of each topic, in order; sums to 1."),
        _MODEL,
    ),
)

USER_MOOD = Table(
    name="user_mood_v1",
    layer="gold",
    comment="One row per user with a scored post, by or about the user, in the window: the mood.",
    keys=("as_of_date", "user_id"),
    partition="as_of_date",
    columns=(_AS_OF, _USER, *_MOOD),
)

USER_MOOD_WEEKLY = Table(
    name="user_mood_weekly_v1",
    layer="gold",
    comment="One row per user and week with a scored post by or about the user: the week's mood.",
    keys=("week_start", "user_id"),
    partition="week_start",
    columns=(_WEEK, _USER, *_MOOD),
)

SEGMENT_MOOD_WEEKLY = Table(
    name="segment_mood_weekly_v1",
    layer="gold",
    comment="One row per segment, week and mood: how many users sounded so.",
    keys=("week_start", "segment_id", "mood"),
    partition="week_start",
    columns=(
        _WEEK,
        column("segment_id", "integer", "Segment of the users' latest snapshot; -1 for none."),
        column("mood", "string", "As in `user_mood_weekly`."),
        column("user_count", "long", "Users of the segment with that mood, >= 1."),
        column("user_share", "double", "Their share of the segment's users of the week, 0 to 1."),
    ),
)

USER_FEATURES = Table(
    name="user_features_v1",
    layer="gold",
    comment="One row per user with a post or an order in the window: what the user is like.",
    keys=("as_of_date", "user_id"),
    partition="as_of_date",
    columns=(
        _AS_OF,
        _USER,
        column("country", "string", "Country of `users`, else of the last order; null unknown."),
        column("post_count", "long", "Posts in the window, >= 0."),
        column("active_days", "long", "Days with a post in the window, >= 0."),
        column("days_since_post", "double", "Days from the last post in the window; null if none."),
        column("reply_share", "double", "Share of posts that are replies, 0 to 1; null if none."),
        column("repost_share", "double", "Share of posts that are reposts, 0 to 1; null if none."),
        column("likes_per_post", "double", "Mean likes of the posts; null if none are known."),
        column("replies_per_post", "double", "Mean replies of the posts; null if none are known."),
        column("reposts_per_post", "double", "Mean reposts of the posts; null if none are known."),
        column(
            "follower_count",
            "long",
            "Followers by that day, as in `users` or `follows`; null unknown.",
        ),
        column("sentiment_mean", "double", "Mean score of the posts, -1 to 1; null if unscored."),
        column("negative_share", "double", "Share of negative posts, 0 to 1; null if unscored."),
        column("topic_shares", "array<double>", "Mean topic distribution; null without topics."),
        column("night_share", "double", "Share of posts from 00:00 to 06:00 UTC; null if none."),
        column("work_share", "double", "Share of posts Mon-Fri, 09:00-17:00 UTC; null if none."),
        column("evening_share", "double", "Share of posts from 18:00 to 24:00 UTC; null if none."),
        column("weekend_share", "double", "Share of posts on Saturday and Sunday; null if none."),
        column("order_count", "long", "Days with a purchase in the window, >= 0."),
        column("revenue", "double", "Net money of the orders in the window, in their currency."),
        column("mean_order_value", "double", "Revenue per day with a purchase; null if none."),
        column("days_since_order", "double", "Days from the window's last purchase; null if none."),
        column(
            "feature_version", "string", "Definitions, window, currency and topic model in use."
        ),
    ),
)

USER_SEGMENTS = Table(
    name="user_segments_v1",
    layer="gold",
    comment="One row per user of `user_features`: the segment it belongs to.",
    keys=("as_of_date", "user_id"),
    partition="as_of_date",
    columns=(
        _AS_OF,
        _USER,
        _SEGMENT,
        column("distance", "double", "Distance to the segment's centre in scaled features, >= 0."),
        _MODEL,
    ),
)

SEGMENT_PROFILES = Table(
    name="segment_profiles_v1",
    layer="gold",
    comment="One row per segment and day: how large it is and what sets it apart.",
    keys=("as_of_date", "segment_id"),
    partition="as_of_date",
    columns=(
        _AS_OF,
        _SEGMENT,
        column("name", "string", "A few plain words that set the segment apart."),
        column("description", "string", "A sentence on what sets the segment apart."),
        column("user_count", "long", "Users in the segment, >= 0."),
        column("user_share", "double", "Share of all users, 0 to 1."),
        column(
            "differences",
            "array<struct<feature:string,mean:double,overall:double,difference:double>>",
            "Mean of each feature here and overall, and their standardised difference, "
            "the largest first.",
        ),
        _MODEL,
    ),
)

USER_VALUE = Table(
    name="user_value_v1",
    layer="gold",
    comment="One row per buyer: recency, frequency, money, and the value still expected.",
    keys=("as_of_date", "user_id"),
    partition="as_of_date",
    columns=(
        _AS_OF,
        _USER,
        column("country", "string", "Country of `users`, else of the last order; null unknown."),
        _CURRENCY,
        column("first_order_date", "date", "Day of the first purchase, UTC."),
        column("last_order_date", "date", "Day of the last purchase, UTC."),
        column("frequency", "long", "Days with a purchase after the first one, >= 0."),
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
        column(
            "expected_orders", "double", "Purchases expected in the horizon, >= 0; null unfitted."
        ),
        column("expected_spend", "double", "Money expected per purchase, >= 0; null unfitted."),
        column("expected_value", "double", "Discounted money of the horizon, >= 0; null unfitted."),
        _HORIZON,
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
        _AS_OF,
        column("cutoff_date", "date", "Last day, UTC, that the fit saw."),
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
        _AS_OF,
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
