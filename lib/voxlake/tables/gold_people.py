"""Gold of people: moods."""

from voxlake.tables.columns import AS_OF, EMOTIONS, USER
from voxlake.tables.table import Earlier, Table, column

_WEEK = column("week_start", "date", "Monday of the week.")
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
        column(name, "double", f"Weighted mean of {name} over the posts, 0 to 1.")
        for name in EMOTIONS
    ),
    column(
        "happiest_posts",
        "array<struct<post_id:string,score:double>>",
        "Own posts with the most joy + optimism, mood.extreme_posts at most, the happiest first; "
        "score is that sum. Empty if none.",
        is_personal=True,
    ),
    column(
        "saddest_posts",
        "array<struct<post_id:string,score:double>>",
        "The same of sadness, the saddest first. A post may stand in both where posts are few.",
        is_personal=True,
    ),
    column("model_version", "string", "Emotion model of the latest of the posts."),
)

_EXTREMES = tuple(  # one post each in the first version
    (
        f"{which}_posts",
        f"array_compact(array(IF({which}_post_id IS NOT NULL, "
        f"named_struct('post_id', {which}_post_id, 'score', {which}_score), NULL)))",
    )
    for which in ("happiest", "saddest")
)

USER_MOOD = Table(
    name="user_mood_v2",
    layer="gold",
    comment="One row per user with a scored post, by or about the user, in the window: the mood.",
    keys=("as_of_date", "user_id"),
    partition="as_of_date",
    columns=(AS_OF, USER, *_MOOD),
    earlier=(Earlier("user_mood_v1", "copy", _EXTREMES),),
)

USER_MOOD_WEEKLY = Table(
    name="user_mood_weekly_v2",
    layer="gold",
    comment="One row per user and week with a scored post by or about the user: the week's mood.",
    keys=("week_start", "user_id"),
    partition="week_start",
    columns=(_WEEK, USER, *_MOOD),
    earlier=(Earlier("user_mood_weekly_v1", "copy", _EXTREMES),),
)

SEGMENT_MOOD_WEEKLY = Table(
    name="segment_mood_weekly_v1",
    layer="gold",
    comment="One row per segment, week and mood: how many users sounded so.",
    keys=("week_start", "segment_id", "mood"),
    partition="week_start",
    columns=(
        _WEEK,
        column(
            "segment_id",
            "integer",
            "Segment in the last `user_segments` by the week's Sunday, or in the first of all on "
            "weeks before it; -1 for none.",
        ),
        column("mood", "string", "As in `user_mood_weekly`."),
        column("user_count", "long", "Users of the segment with that mood, >= 1."),
        column("user_share", "double", "Their share of the segment's users of the week, 0 to 1."),
    ),
)
