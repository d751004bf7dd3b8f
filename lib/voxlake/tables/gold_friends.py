"""Gold of friends: who is offered to whom, and what that is worked out from."""

from voxlake.tables.columns import AS_OF, USER
from voxlake.tables.table import Table, column

FRIEND_CANDIDATES = Table(
    name="friend_candidates_v1",
    layer="gold",
    comment="One row per user who follows, is followed or takes part: friends of friends, and "
    "marks of what they rest on, by which the next day computes only those that changed.",
    keys=("as_of_date", "user_id"),
    partition="as_of_date",
    columns=(
        AS_OF,
        USER,
        column("degree", "long", "Users who follow the user or are followed; null: none."),
        column(
            "follows_mark",
            "long",
            "Mark of whom the user follows and may not be offered; null of nobody.",
        ),
        column(
            "person_mark",
            "long",
            "Mark of topics, hashtags and whether the user may be offered; null of a user who is "
            "unknown or opted out.",
        ),
        column("made_by", "string", "Formula and settings that gave the candidates."),
        column(
            "candidates",
            "array<struct<item:string,score:double,reason:string>>",
            "Whom those follow whom the user follows, recommend_friends.graph.most at most, the "
            "best first: user, score and reason; null without any.",
            is_personal=True,
        ),
    ),
)

USER_RECOMMENDATIONS = Table(
    name="user_recommendations_v1",
    layer="gold",
    comment="One row per user and person, hashtag or big account that the user is offered: why, "
    "and in which order. What is offered has an item; a row without tells of nobody.",
    keys=("as_of_date", "user_id", "kind", "rank"),
    partition="as_of_date",
    columns=(
        AS_OF,
        USER,
        column("kind", "string", "friend, hashtag or big_account.", is_category=True),
        column(
            "rank",
            "integer",
            "Place among those of the user and kind, from 1; 0 of the row of friend that says that "
            "no further people were picked.",
        ),
        column(
            "item",
            "string",
            "What is offered: a user, as in `users`, or a hashtag, as in `hashtags`; null of rank "
            "0.",
            is_personal=True,
        ),
        column(
            "score",
            "double",
            "Of a kind the higher the better, of friend by rank alone; null of rank 0.",
        ),
        column(
            "reason",
            "string",
            "Why it is offered, in words that the user may read; never of moods.",
            is_personal=False,
        ),
        column(
            "model_version",
            "string",
            "Of friend: version of the weights that tune_friends chose, null where those of the "
            "config count; null of other kinds.",
        ),
    ),
)
