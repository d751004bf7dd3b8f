"""Gold of trends: what is talked about more than usual, since when, and in which posts."""

from voxlake.tables.columns import AS_OF, POST, POST_DATE, TOPIC
from voxlake.tables.table import Table, column

_SEGMENT = column("segment_id", "integer", "Segment of the author; -2: all together.")
_LANGUAGE = column(
    "language", "string", "Language of the posts; `unknown`: none is told; `all`: all together."
)
_SHOWN_TOPIC = column("topic_id", "integer", "Topic, as it is shown; -2: all posts together.")
_EXAMPLES = column(
    "post_ids", "array<string>", "Up to five posts of it, by reach.", is_personal=True
)

TOPIC_TRENDS = Table(
    name="topic_trends_v1",
    layer="gold",
    comment="One row per topic, day and segment or language: how much is said of it, and how "
    "much is usual.",
    keys=("post_date", "topic_id", "segment_id", "language"),
    partition="post_date",
    columns=(
        POST_DATE,
        _SHOWN_TOPIC,
        _SEGMENT,
        _LANGUAGE,
        column("post_count", "long", "Its clear posts of the day, copies as trends.copies says."),
        column(
            "thread_count",
            "long",
            "Different posts that they are, answer or repeat: one with its answers and reposts of "
            "the day is one.",
        ),
        column("author_count", "long", "Different authors of them."),
        column("reach", "long", "Views of them; likes and the like where unknown."),
        column(
            "post_share",
            "double",
            "Share of the posts of that day, segment and language that have a topic; of all posts "
            "together, how many of them have one.",
        ),
        column("sentiment", "double", "Mean of positive - negative, -1 to 1; null: none scored."),
        column("negative_count", "long", "Those with the label negative."),
        column(
            "usual_count",
            "double",
            "Posts that are usual for the weekday, of the weeks before; null: too few days.",
        ),
        column(
            "distance",
            "double",
            "How far the count lies above the usual, in standard deviations of ordinary days: of "
            "posts or of threads, whichever lies less far; null likewise.",
        ),
        column("is_burst", "boolean", "Whether the day is one of a burst."),
        column(
            "model_version",
            "string",
            "Version of the topic model that read the posts; null: none did.",
        ),
    ),
)

TOPIC_BURSTS = Table(
    name="topic_bursts_v1",
    layer="gold",
    comment="One row per burst of a topic that the days up to one day show.",
    keys=("as_of_date", "topic_id", "start_date"),
    partition="as_of_date",
    columns=(
        AS_OF,
        TOPIC,
        column("start_date", "date", "First day above the usual."),
        column("peak_date", "date", "Day with the most posts."),
        column("end_date", "date", "Last day of it; null while it lasts."),
        column("post_count", "long", "Posts of those days."),
        column("usual_count", "double", "Posts that were usual for those days together."),
        column("distance", "double", "Of the day that stands out most, as in `topic_trends`."),
        _EXAMPLES,
    ),
)

TOP_POSTS = Table(
    name="top_posts_v1",
    layer="gold",
    comment="One row per post that stands out in its topic and segment: the most engaging of the "
    "days up to one day, and those that grow fastest.",
    keys=("as_of_date", "kind", "topic_id", "segment_id", "rank"),
    partition="as_of_date",
    columns=(
        AS_OF,
        column("kind", "string", "most: engagement; growing: against its author and its age."),
        _SHOWN_TOPIC,
        _SEGMENT,
        column("rank", "integer", "1 for the first of its kind, topic and segment."),
        POST,
        POST_DATE,
        column("engagement", "long", "Likes, replies and reposts."),
        column("usual_engagement", "double", "What its author usually has by that age, shrunk."),
        column("age_hours", "double", "Age of the post at the end of as_of_date."),
        column("score", "double", "What it is ranked by: engagement, or how often the usual."),
        column("why", "string", "The reason, in words without the post's.", is_personal=False),
    ),
)

TERM_DAYS = Table(
    name="term_days_v1",
    layer="gold",
    comment="One row per day and word, hashtag, or two or three words that stand together: how "
    "many say it. Those of most authors are kept, as trends.kept_terms says.",
    keys=("post_date", "stem"),
    partition="post_date",
    columns=(
        POST_DATE,
        column(
            "stem",
            "string",
            "Stems, or a hashtag, as topics count them; empty: whatever is said.",
            is_personal=True,
        ),
        column("author_count", "long", "Authors who used it, each once; unknown ones by texts."),
        column("text_count", "long", "Different texts that have it."),
    ),
)

TERM_TRENDS = Table(
    name="term_trends_v1",
    layer="gold",
    comment="One row per word, phrase or hashtag that rises on a day and leads no topic.",
    keys=("post_date", "kind", "term"),
    partition="post_date",
    columns=(
        POST_DATE,
        column("kind", "string", "word, phrase or hashtag."),
        column("term", "string", "As people write it most often.", is_personal=True),
        column("rank", "integer", "1 for the one that rises most on that day."),
        column("author_count", "long", "Authors who used it, each counted once."),
        column("usual_count", "double", "Authors that are usual for a day."),
        column("rise", "double", "How many times the usual, shrunk towards 1."),
        column("score", "double", "Lower end of the rise's interval, on a log scale."),
        _EXAMPLES,
    ),
)
