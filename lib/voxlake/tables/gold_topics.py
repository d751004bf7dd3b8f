"""Gold of topics: what posts are about, and which of them are copies of each other."""

from voxlake.tables.columns import AS_OF, EMOTIONS, MODEL, POST, POST_DATE, TOPIC
from voxlake.tables.table import Table, column

_NAME = column(
    "name",
    "string",
    "What it is called: by a person, else by its guide in the config, else by voxlake.",
    is_personal=True,
)

TOPICS = Table(
    name="topics_v1",
    layer="gold",
    comment="One row per topic of each fitted topic model.",
    keys=("model_version", "topic_id"),
    columns=(
        MODEL,
        TOPIC,
        column(
            "title",
            "string",
            "Up to four phrases or words that tell the topic best, for people to read.",
            is_personal=True,
        ),
        column("weight", "double", "Share of the fitted texts that the topic is the subject of."),
        column("coherence", "double", "UMass coherence of the leading terms, <= 0 or near it."),
        column(
            "window_first_date",
            "date",
            "First day of the posts that the fit read; null of fits before this was kept.",
        ),
        column("window_last_date", "date", "Last day of them; null likewise."),
        column(
            "method",
            "string",
            "How it was found: embeddings, nmf or lda; null of fits before there was a choice.",
        ),
        column(
            "coherence_npmi",
            "double",
            "NPMI coherence of the leading terms, -1 to 1; null of fits before this was kept.",
        ),
        column(
            "language",
            "string",
            "Language whose posts it was found in; null: all that the vectors read, or as above.",
        ),
        column(
            "is_guided",
            "boolean",
            "Whether it is one that topics.guides names; null of fits before there were any.",
        ),
        column(
            "clear_share",
            "double",
            "Share of its fitted texts that belong to it clearly, 0 to 1; null of earlier fits.",
        ),
        column(
            "guide",
            "string",
            "Its name in topics.guides; null: none names it.",
        ),
    ),
)

TOPIC_TERMS = Table(
    name="topic_terms_v1",
    layer="gold",
    comment="One row per leading term of each topic.",
    keys=("model_version", "topic_id", "rank"),
    columns=(
        MODEL,
        TOPIC,
        column(
            "rank",
            "integer",
            "1 for the term that tells the topic best: by class-based TF-IDF of embeddings, else "
            "by weight.",
        ),
        column("term", "string", "Most frequent surface form of the stem.", is_personal=True),
        column(
            "stem",
            "string",
            "What the model counts: a stem, a phrase of stems, or a hashtag with its #.",
            is_personal=True,
        ),
        column("weight", "double", "Probability of the stem in the topic, 0 to 1."),
        column(
            "lift",
            "double",
            "How many times more probable it is there than in all texts; null of earlier fits.",
        ),
    ),
)

TOPIC_CHANGES = Table(
    name="topic_changes_v1",
    layer="gold",
    comment="One row per topic of a fit, and per topic that it no longer has: what became of it.",
    keys=("model_version", "topic_id"),
    columns=(
        MODEL,
        TOPIC,
        column("earlier_version", "string", "Version of the model before; null of a first fit."),
        column(
            "change",
            "string",
            "kept; new; split: part of what was one topic, which may go on as another; merged: "
            "of several; vanished.",
        ),
        column(
            "from_topic_ids",
            "array<integer>",
            "The fewest topics of the model before that half of its texts come from, the largest "
            "first; of a merged one, those that gave it half of theirs; of a vanished one, those "
            "of this model that half of its texts went to.",
        ),
        column(
            "overlap",
            "double",
            "Jaccard index of its texts and those of the topic before whose id it has, 0 to 1; "
            "null where there was none.",
        ),
    ),
)

POST_TOPICS = Table(
    name="post_topics_v1",
    layer="gold",
    comment="One row per usable post that the topic model can read: its topics.",
    keys=("post_id",),
    partition="post_date",
    columns=(
        POST,
        POST_DATE,
        column("topic_id", "integer", "The most probable topic of that model version."),
        column("probability", "double", "Probability of that topic, 0 to 1."),
        column(
            "distribution",
            "array<double>",
            "Probability of each topic, that of topic i at place i; sums to 1.",
        ),
        MODEL,
        column(
            "is_clear",
            "boolean",
            "Whether the post belongs to the topic; false: it belongs nowhere, and topic_id is "
            "only the nearest; null of days before this was kept: take it as true.",
        ),
    ),
)

TOPIC_NAMES = Table(
    name="topic_names_v1",
    layer="gold",
    comment="One row per topic that ever was: what it is called and where it is shown.",
    keys=("topic_id",),
    columns=(
        TOPIC,
        _NAME,
        column("suggested_name", "string", "What voxlake calls it.", is_personal=True),
        column("is_edited", "boolean", "Whether the name is a person's, of topics.names_file."),
        column("shown_as", "integer", "Topic that it is merged into by that file; else itself."),
        column("is_hidden", "boolean", "Whether that file hides it from pages and trends."),
        column("model_version", "string", "Latest model that has the topic."),
    ),
)

TOPIC_PROFILES = Table(
    name="topic_profiles_v1",
    layer="gold",
    comment="One row per topic and day: how large it is, how it feels, who writes it. Posts of "
    "topics that topics.names_file merges count where they are shown.",
    keys=("as_of_date", "topic_id"),
    partition="as_of_date",
    columns=(
        AS_OF,
        TOPIC,
        _NAME,
        column("post_count", "long", "Its clear posts of topics.profile_days up to that day."),
        column("post_share", "double", "Their share of the clear posts of all topics, 0 to 1."),
        column("author_count", "long", "Different authors of them."),
        column("author_share", "double", "Their share of the authors of all topics, 0 to 1."),
        *(
            column(f"{name}_share", "double", f"Share of them that are {name}; null: none scored.")
            for name in ("negative", "neutral", "positive")
        ),
        column(
            "emotions",
            "map<string,double>",
            f"Mean probability of each of {', '.join(EMOTIONS)}; null: none scored.",
        ),
        column(
            "typical_post_ids",
            "array<string>",
            "Its three most typical posts, the most typical first; copies count once.",
            is_personal=True,
        ),
        column(
            "recent_post_ids",
            "array<string>",
            "Its three latest posts, the latest first; copies count once.",
            is_personal=True,
        ),
        MODEL,
    ),
)

NEAR_DUPLICATES = Table(
    name="near_duplicates_v1",
    layer="gold",
    comment="One row per distinct text of a day that has copies, the same or with small edits, on "
    "that day or before: copied campaigns.",
    keys=("post_date", "text_hash"),
    partition="post_date",
    columns=(
        POST_DATE,
        column("text_hash", "string", "The text, as `posts.text_hash`.", is_personal=True),
        column(
            "group_hash",
            "string",
            "The text that stands for its group, as `posts.text_hash`: the group's first, perhaps "
            "of an earlier day.",
            is_personal=True,
        ),
        column(
            "similarity",
            "double",
            "Jaccard index, 0 to 1, of its words and those of the text it was joined to; 1 of the "
            "group's first.",
        ),
    ),
)
