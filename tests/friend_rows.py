"""People of few columns, and what is known of them, for tests of whom users are offered."""

from voxlake.recommend.friends.people import Known
from voxlake.tables import FOLLOWS, HASHTAG_PAIRS, HASHTAGS, POST_EMOTION

PEOPLE = (
    "user_id string, language string, top_topics array<int>, top_hashtags array<string>, "
    "follower_count long, mood string, positivity double, is_offered boolean"
)
CIRCLES = "user_id string, item string, score double, reason string"
BARRED = "user_id string, item string"
OF_A_FRIEND = "Followed by one person you follow."


def person(name, mood=None, language=None, topics=None, **given):
    """A row of people who posted lately."""
    row = {"user_id": name, "mood": mood, "language": language, "top_topics": topics}
    return {**row, "is_offered": True, **given}


def hashtag(name, topic, positivity=0.9):
    """A hashtag about a topic, above all posts by some."""
    return {
        "hashtag": name,
        "author_count": 100,
        "languages": ["en", "fi"],
        "topics": [{"topic_id": topic, "closeness": 0.5}],
        "positivity": positivity,
        "uplift": 0.1,
    }


def known_of(frame, people, *, follows=(), barred=(), circles=(), emotions=(), hashtags=()):
    """What is known where these people and pairs are all there are."""
    friends = (
        {"user_id": one, "item": other, "score": 1.0, "reason": OF_A_FRIEND}
        for one, other in circles
    )
    edges = ({"follower_id": one, "followed_id": other} for one, other in follows)
    pairs = ({"user_id": one, "item": other} for one, other in barred)
    posts = (
        {"post_id": f"p{n}", "user_id": user, "joy": joy, "optimism": 0.0}
        for n, (user, joy) in enumerate(emotions)
    )
    return Known(
        people=frame(PEOPLE, *people),
        follows=frame(FOLLOWS, *edges),
        barred=frame(BARRED, *pairs),
        emotions=frame(POST_EMOTION, *posts),
        circles=frame(CIRCLES, *friends),
        hashtags=frame(HASHTAGS, *hashtags),
        hashtag_pairs=frame(HASHTAG_PAIRS),
    )


def items_of(rows):
    """The items of each user, in the order of their scores."""
    found = sorted(rows.collect(), key=lambda row: (-row.score, row["item"]))
    return {
        user: [row["item"] for row in found if row.user_id == user]
        for user in sorted({row.user_id for row in found})
    }
