import io
from collections import Counter
from contextlib import redirect_stdout

import pytest
from friend_rows import OF_A_FRIEND, items_of, known_of, person

from voxlake.recommend.friends import reasons
from voxlake.recommend.friends.alike import near, opposite
from voxlake.recommend.friends.settings import FriendSettings, PeopleSettings

SETTINGS = FriendSettings()
# Dan, who sounds depressed, writes Finnish on 1 and 2. All others are cheerful, but hal.
DAN = (
    person("dan", "depressed", "fi", [1, 2]),
    person("ann", "cheerful", "fi", [1]),
    person("bea", "cheerful", "en", [2, 3]),
    person("cas", "cheerful", "sv", [9]),
    person("dot", "cheerful", "en", [8]),
    person("eve", "cheerful", "fi", [1, 2], is_offered=False),
    person("fay", "cheerful", "fi", [1, 2]),
    person("gus", "cheerful", "fi", [1, 2]),
    person("hal", "satisfied", "fi", [1, 2]),
)
FOLLOWS = (("dan", "fay"), ("dan", "dan"), ("dan", "nobody known"))
BARRED = (("dan", "gus"), ("gus", "dan"))
CIRCLES = (("dan", "cas"), ("dan", "hal"), ("dan", "eve"))


def people(**given):
    return SETTINGS.model_copy(update={"people": PeopleSettings(**given)})


@pytest.fixture(scope="module")
def offered(frame):
    known = known_of(frame, DAN, follows=FOLLOWS, barred=BARRED, circles=CIRCLES)
    rows = opposite(known, SETTINGS)
    return items_of(rows), {(row.user_id, row["item"]): row for row in rows.collect()}


def test_a_user_is_offered_people_of_the_opposite_mood_who_share_something(offered):
    # ann: language 1 and half of the topics by 2; cas: a friend 1; bea: a third of the topics by 2.
    # Not dot, who shares nothing, eve, who is silent, fay, who is followed, gus, blocked, and hal.
    items, rows = offered

    assert items["dan"] == ["ann", "cas", "bea"]
    assert rows["dan", "ann"].score == pytest.approx(1 + 2 * 1 / 2)
    assert rows["dan", "cas"].score == pytest.approx(1)
    assert rows["dan", "bea"].score == pytest.approx(2 * 1 / 3)


def test_each_says_what_is_shared(offered):
    said = {item: row.reason for (user, item), row in offered[1].items() if user == "dan"}

    assert said == {"ann": reasons.BOTH, "bea": reasons.TOPICS, "cas": OF_A_FRIEND}


def test_the_others_are_offered_them_back_but_for_who_blocks(offered):
    # fay does not follow dan; bea shares a topic with dan; cas and dot share nothing.
    assert offered[0] == {
        "dan": ["ann", "cas", "bea"],
        "ann": ["dan"],
        "bea": ["dan"],
        "eve": ["dan"],
        "fay": ["dan"],
    }


def test_who_is_neutral_or_whose_mood_is_not_known_is_offered_nobody(frame):
    moods = ("neutral", "unknown", None, "cheerful", "depressed")
    known = known_of(frame, [person(f"{mood} one", mood, "fi", [1]) for mood in moods])

    assert items_of(opposite(known, SETTINGS)) == {
        "cheerful one": ["depressed one"],
        "depressed one": ["cheerful one"],
    }


def test_the_config_says_which_mood_is_offered_to_which(frame):
    known = known_of(frame, [person(m, m, "fi") for m in ("depressed", "cheerful", "satisfied")])

    kindly = SETTINGS.model_copy(update={"moods": {"depressed": "satisfied"}})

    assert items_of(opposite(known, kindly)) == {"depressed": ["satisfied"]}
    assert not items_of(opposite(known, SETTINGS.model_copy(update={"moods": {}})))


def test_all_of_one_mood_are_offered_nobody(frame):
    known = known_of(frame, [person(f"u{n}", "cheerful", "fi", [1]) for n in range(4)])

    assert not items_of(opposite(known, SETTINGS))


def test_nobody_is_offered_to_more_users_a_day_than_the_limit(frame):
    asking = [person(f"d{n}", "depressed", "fi", [n % 3]) for n in range(20)]
    others = [person(f"c{n}", "cheerful", "fi", [n % 3]) for n in range(3)]

    items = items_of(opposite(known_of(frame, [*asking, *others]), people(most_users=4)))

    counts = Counter(item for user in items for item in items[user] if user[0] == "d")
    assert counts == {"c0": 4, "c1": 4, "c2": 4}
    # Each goes to users of the same topic first, who list the person highest.
    assert all(
        int(user[1:]) % 3 == int(item[1:])
        for user in items
        if user[0] == "d"
        for item in items[user]
    )


def test_a_user_looks_at_few_of_many_and_pairs_are_never_all_with_all(frame):
    many = [person(f"u{n}", "cheerful", "fi", None) for n in range(100)]
    asking = [person(f"d{n}", "depressed", "fi", None) for n in range(12)]
    settings = people(per_bucket=3, shortlist=20).model_copy(update={"opposite": 20})
    rows = opposite(known_of(frame, [*many, *asking]), settings)

    items = items_of(rows)

    assert max(len(items[f"d{n}"]) for n in range(12) if f"d{n}" in items) <= 2 * 3
    assert len({item for n in range(12) for item in items.get(f"d{n}", ())}) > 2 * 3
    said = io.StringIO()
    with redirect_stdout(said):
        rows.explain()
    assert "SortMergeJoin" in said.getvalue() or "HashJoin" in said.getvalue()
    assert "CartesianProduct" not in said.getvalue()
    assert "NestedLoop" not in said.getvalue()


def test_near_people_are_offered_whatever_their_mood_and_with_the_same_reasons(frame):
    known = known_of(frame, DAN, follows=FOLLOWS, barred=BARRED, circles=CIRCLES)

    rows = {(r.user_id, r["item"]): r.reason for r in near(known, SETTINGS).collect()}

    of_dan = {item: reason for (user, item), reason in rows.items() if user == "dan"}
    assert of_dan == {
        "ann": reasons.BOTH,
        "bea": reasons.TOPICS,
        "cas": OF_A_FRIEND,
        "hal": OF_A_FRIEND,
    }
    assert rows["bea", "dot"] == reasons.LANGUAGE


def test_moods_that_are_none_are_refused():
    with pytest.raises(ValueError, match="moods names 'merry', which is none of depressed"):
        FriendSettings(moods={"depressed": "merry"})


def test_to_set_one_number_of_friends_of_friends_changes_no_other():
    for given in ({"degree_cap": 500}, {"weights": {"topics": 0.1}}):
        graph = FriendSettings.model_validate({"graph": given}).graph

        assert graph.most == FriendSettings().graph.most


def test_lists_that_are_shorter_than_what_is_chosen_from_them_are_refused():
    with pytest.raises(ValueError, match=r"people\.shortlist is smaller"):
        FriendSettings(near=30)
    with pytest.raises(ValueError, match=r"graph\.most is smaller"):
        FriendSettings(most=40)
