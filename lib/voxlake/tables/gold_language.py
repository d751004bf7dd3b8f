"""Gold of language: what models say of posts."""

from voxlake.tables.columns import (
    EMOTION_COLUMNS,
    MODEL,
    POST,
    POST_DATE,
    SENTIMENT_COLUMNS,
    USER,
)
from voxlake.tables.table import Table, column

_SCORER = column(
    "model_version", "string", "Version of the model; `own-` begins that of a folder of your own."
)
_SCORED_VECTOR = column(
    "encoder_version",
    "string",
    "Encoder whose vector was scored; null: a model of your own read the text itself.",
)
_TEXT = column("text_hash", "string", "The text, as `posts.text_hash`.", is_personal=True)
_ENCODER = column("encoder_version", "string", "Encoder that made the vector.")
_BRAND = column("brand", "string", "Brand as in alerts.brands; `all` for every post.")

POST_LANGUAGE = Table(
    name="post_language_v1",
    layer="gold",
    comment="One row per usable post with text: its language, and whether models read the post.",
    keys=("post_id",),
    partition="post_date",
    columns=(
        POST,
        POST_DATE,
        column("language", "string", "ISO 639 code detected; null: too few words to tell."),
        column("confidence", "double", "Probability of that language, 0 to 1; null as it is."),
        column("is_read", "boolean", "Whether models read it: false for another language."),
    ),
)

TEXT_EMBEDDINGS = Table(
    name="text_embeddings_v1",
    layer="gold",
    comment="One row per distinct text of a day and encoder: its vector.",
    keys=("post_date", "text_hash", "encoder_version"),
    partition="post_date",
    columns=(
        POST_DATE,
        _TEXT,
        _ENCODER,
        column(
            "vector",
            "array<float>",
            "Mean-pooled vector, of feelings more than subjects; 384 numbers for e5-small.",
            is_personal=True,
        ),
    ),
)

TEXT_MEANINGS = Table(
    name="text_meanings_v1",
    layer="gold",
    comment="One row per distinct text of a day: a vector, near those of texts on its subject.",
    keys=("post_date", "text_hash", "encoder_version"),
    partition="post_date",
    columns=(
        POST_DATE,
        _TEXT,
        _ENCODER,
        column(
            "vector",
            "array<float>",
            "Mean-pooled vector; 384 numbers for MiniLM. Compare by cosine.",
            is_personal=True,
        ),
    ),
)

POST_SENTIMENT = Table(
    name="post_sentiment_v1",
    layer="gold",
    comment="One row per usable post with text: its sentiment and the model that gave it.",
    keys=("post_id",),
    partition="post_date",
    columns=(
        POST,
        POST_DATE,
        USER,
        *SENTIMENT_COLUMNS,
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
        POST,
        POST_DATE,
        USER,
        *EMOTION_COLUMNS,
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
        POST,
        POST_DATE,
        column("model", "string", "The model, as languages.own or languages.heads names it."),
        USER,
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
        POST,
        POST_DATE,
        column("model", "string", "sentiment or emotion."),
        column("label", "string", "The label, as in `post_sentiment` or `post_emotion`."),
        column(
            "phrases",
            "array<struct<phrase:string,weight:double>>",
            "Phrases and how much of the label's probability goes without each; largest first.",
            is_personal=True,
        ),
        MODEL,
    ),
)

BRAND_SENTIMENT = Table(
    name="brand_sentiment_v1",
    layer="gold",
    comment="One row per brand and day with scored posts: how many of them are negative.",
    keys=("post_date", "brand"),
    partition="post_date",
    columns=(
        POST_DATE,
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
        POST_DATE,
        _BRAND,
        column("post_count", "long", "Scored posts of the day."),
        column("negative_count", "long", "Those with the label negative."),
        column("negative_share", "double", "Their share, 0 to 1."),
        column("low", "double", "Lower end of the share's 95% interval."),
        column("high", "double", "Upper end of it."),
        column("usual_share", "double", "Share of the same weekday in the weeks before."),
        column(
            "distance",
            "double",
            "How far the share lies above it, in standard deviations of ordinary days; null of "
            "days before it was kept.",
        ),
        column("reach", "long", "Views of the negative posts; likes and the like where unknown."),
        column(
            "post_ids", "array<string>", "Up to five negative posts, by reach.", is_personal=True
        ),
    ),
)
