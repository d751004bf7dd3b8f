from datetime import date

from voxlake.recommend.friends.people import people_of
from voxlake.recommend.limits import limits_on
from voxlake.tables import POSTS, USER_FEATURES, USER_LIMITS, USER_MOOD, USERS

TODAY = date(2024, 3, 31)


def test_people_are_those_known_but_who_opted_out_and_only_who_posted_is_offered(frame):
    users = frame(
        USERS,
        {"user_id": "ann", "language": "fi-FI"},
        {"user_id": "out"},
        {"user_id": "back"},
        {"user_id": "silent"},
    )
    features = frame(
        USER_FEATURES,
        {"user_id": "bea", "top_topics": [1], "follower_count": 3},
        {"user_id": "out"},
    )
    moods = frame(USER_MOOD, {"user_id": "ann", "mood": "cheerful", "positivity": 0.7})
    posts = frame(
        POSTS,
        {"user_id": "ann", "language": "en"},
        {"user_id": "bea", "language": "en"},
        {"user_id": "out"},
        {"user_id": None},
    )
    out = {"limit": "opted_out"}
    limits = frame(
        USER_LIMITS,
        {**out, "user_id": "out"},
        {**out, "user_id": "back", "until": TODAY},
    )

    rows = people_of(users, features, moods, posts, limits_on(limits, TODAY)).collect()

    people = {row.user_id: row for row in rows}
    assert len(rows) == len(people)
    assert set(people) == {"ann", "bea", "back", "silent"}
    assert {name for name, row in people.items() if row.is_offered} == {"ann", "bea"}
    assert (people["ann"].language, people["bea"].language) == ("fi", "en")
    assert (people["ann"].mood, people["ann"].positivity) == ("cheerful", 0.7)
    assert (people["bea"].top_topics, people["bea"].follower_count) == ([1], 3)
    assert people["silent"].mood is None
