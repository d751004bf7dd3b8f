"""Jobs that say whom to meet and which words to use."""

from voxlake.pipeline.job import Job, Section
from voxlake.recommend.friends.settings import FriendSettings
from voxlake.tables import (
    EVERYTHING,
    FOLLOWS,
    FRIEND_CANDIDATES,
    HASHTAG_PAIRS,
    HASHTAGS,
    MODEL_METRICS,
    POST_EMOTION,
    POST_LANGUAGE,
    POSTS,
    USER_FEATURES,
    USER_LIMITS,
    USER_MOOD,
    USER_RECOMMENDATIONS,
    USERS,
    Read,
)

_FRIENDS = Section("recommend_friends", FriendSettings)
_PEOPLE = (
    Read(POSTS, "active_days"),
    Read(POST_LANGUAGE, "active_days"),
    Read(USERS, EVERYTHING),
    Read(FOLLOWS, EVERYTHING),
    Read(USER_LIMITS, EVERYTHING),
    Read(USER_FEATURES),
    Read(USER_MOOD),
)

FRIEND_JOBS: tuple[Job, ...] = (
    Job(
        "tune_friends",
        "Chooses the weights of friends of friends by follows that are held out.",
        section=_FRIENDS,
        reads=_PEOPLE,
        writes=(MODEL_METRICS,),
        fits="friends",
        on_request=True,
    ),
    Job(
        "recommend_friends",
        "Says whom to meet, which big accounts to follow and which hashtags to use, and why.",
        section=_FRIENDS,
        reads=(
            *_PEOPLE,
            Read(POST_EMOTION, "active_days"),
            Read(HASHTAGS),
            Read(HASHTAG_PAIRS),
            Read(FRIEND_CANDIDATES, EVERYTHING),
        ),
        writes=(FRIEND_CANDIDATES, USER_RECOMMENDATIONS),
        uses=("friends",),
    ),
)
