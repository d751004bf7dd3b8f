"""Gold of segments: who is in which, what sets them apart, who moved."""

from voxlake.tables.columns import AS_OF, MODEL, USER
from voxlake.tables.table import Table, column

_SEGMENT = column("segment_id", "integer", "Segment, from 0; a refit keeps it for the same users.")
_NAME = column(
    "name",
    "string",
    "What it is called: by a person, else by voxlake, perhaps with words of a topic.",
    is_personal=True,
)

USER_SEGMENTS = Table(
    name="user_segments_v1",
    layer="gold",
    comment="One row per user of `user_features` in a segment: which. All are in one, unless "
    "segments.density_leaves_far leaves some out.",
    keys=("as_of_date", "user_id"),
    partition="as_of_date",
    columns=(
        AS_OF,
        USER,
        _SEGMENT,
        column("distance", "double", "Distance to the segment's centre in scaled features, >= 0."),
        MODEL,
    ),
)

SEGMENT_MOVES = Table(
    name="segment_moves_v1",
    layer="gold",
    comment="One row per user who is in another segment than in the snapshot before.",
    keys=("as_of_date", "user_id"),
    partition="as_of_date",
    columns=(
        AS_OF,
        USER,
        column("earlier_date", "date", "Day of the snapshot before."),
        column("from_segment_id", "integer", "Segment on that day."),
        column("to_segment_id", "integer", "Segment on as_of_date."),
        column(
            "is_other_model",
            "boolean",
            "Whether another model assigned them then: segments may have moved, not the user.",
        ),
        MODEL,
    ),
)

SEGMENT_NAMES = Table(
    name="segment_names_v1",
    layer="gold",
    comment="One row per segment that ever was: what it is called.",
    keys=("segment_id",),
    columns=(
        _SEGMENT,
        _NAME,
        column(
            "suggested_name",
            "string",
            "What voxlake calls it, perhaps with words of a topic.",
            is_personal=True,
        ),
        column("is_edited", "boolean", "Whether the name is a person's, of segments.names_file."),
        column("model_version", "string", "Latest model that has the segment."),
    ),
)

SEGMENT_PROFILES = Table(
    name="segment_profiles_v1",
    layer="gold",
    comment="One row per segment and day: how large it is, what it is worth, what sets it apart.",
    keys=("as_of_date", "segment_id"),
    partition="as_of_date",
    columns=(
        AS_OF,
        _SEGMENT,
        _NAME,
        column(
            "description",
            "string",
            "A few sentences on what sets the segment apart.",
            is_personal=True,
        ),
        column("user_count", "long", "Users in the segment, >= 0."),
        column("user_share", "double", "Share of all users in segments, 0 to 1."),
        column("earlier_date", "date", "Snapshot that growth is told from; null if none is old."),
        column("earlier_user_count", "long", "Users on that day; null if none is old enough."),
        column("growth", "double", "user_count over that number, less 1; null without users then."),
        column("buyer_count", "long", "Users with a row in `user_value`, >= 0."),
        column("currency", "string", "ISO 4217 code of the amounts; null without buyers."),
        column("revenue", "double", "Money the buyers paid so far; null without buyers."),
        column("expected_value", "double", "Sum of their expected values; null unfitted."),
        column(
            "mean_expected_value", "double", "Expected value per user of the segment; as above."
        ),
        column("mood", "string", "Most frequent known mood of the users; null if none is known."),
        column(
            "moods",
            "array<struct<mood:string,share:double>>",
            "Share of each mood among users with a row in `user_mood`, the largest first.",
        ),
        column(
            "topics",
            "array<struct<topic_id:integer,title:string,share:double,overall:double>>",
            "Up to three topics: mean share among users with topics, here and overall.",
            is_personal=True,
        ),
        column(
            "active_hours",
            "array<double>",
            "Shares of posts by hour, 0 to 23, of the lake's clock; null if no hours are known.",
        ),
        column(
            "examples",
            "array<string>",
            "Users nearest the segment's centre, nearest first.",
            is_personal=True,
        ),
        column("map_x", "double", "Place on the map: first main axis of all users' traits."),
        column("map_y", "double", "Second main axis."),
        column(
            "differences",
            "array<struct<feature:string,mean:double,overall:double,difference:double>>",
            "Mean of each feature here and overall, and their standardised difference, "
            "the largest first.",
        ),
        MODEL,
    ),
)
