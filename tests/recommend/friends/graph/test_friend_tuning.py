import pandas as pd
import pytest

from voxlake.recommend.friends.graph.settings import (
    INDICES,
    FriendGraphSettings,
    FriendTuningSettings,
    FriendWeights,
)
from voxlake.recommend.friends.graph.tuning import HeldOut, best_weights, better_weights, hold_out
from voxlake.tables import FOLLOWS

TUNING = FriendTuningSettings()


def held_out(*rows, follows):
    """Candidates of which all that is not told is 0."""
    columns = [*INDICES, "topics", "hashtags"]
    filled = pd.DataFrame(rows, columns=["user_id", "item", *columns, "is_followed"])
    return HeldOut(
        filled.fillna(dict.fromkeys(columns, 0.0)).astype({"is_followed": bool}), follows
    )


def candidate(user_id, item, is_followed=False, **found):
    return {"user_id": user_id, "item": item, "is_followed": is_followed, **found}


@pytest.mark.parametrize("bad", [-1.0, float("nan"), float("inf")])
@pytest.mark.parametrize("name", list(FriendWeights.model_fields))
def test_a_weight_that_is_negative_or_no_number_is_refused(name, bad):
    with pytest.raises(ValueError, match=name):
        FriendWeights(**{name: bad})


@pytest.mark.parametrize("bad", [-1.0, float("nan"), float("inf")])
@pytest.mark.parametrize("name", ["indices", "interests"])
def test_a_weight_to_try_that_is_negative_or_no_number_is_refused(name, bad):
    with pytest.raises(ValueError, match=name):
        FriendTuningSettings(**{name: (0.0, bad)})


def test_weights_without_any_of_common_friends_are_refused():
    with pytest.raises(ValueError, match="must be above 0"):
        FriendWeights(degree_penalised=0)


def test_fewer_candidates_than_are_offered_are_refused():
    with pytest.raises(ValueError, match="most_candidates"):
        FriendGraphSettings(most=11, most_candidates=10)


def test_recall_is_the_share_of_held_out_follows_among_the_first():
    held = held_out(
        candidate("u", "a", common_neighbours=2, degree_penalised=0.6),
        candidate("u", "b", True, common_neighbours=1, degree_penalised=0.7),
        candidate("v", "c", True, common_neighbours=1, degree_penalised=0.7),
        follows=4,
    )
    counting = FriendWeights(common_neighbours=1, degree_penalised=0)

    assert held.recall(counting, 1) == 0.25
    assert held.recall(FriendWeights(), 1) == 0.5
    assert held_out(follows=0).recall(counting, 1) == 0.0


def test_equal_candidates_are_found_in_the_order_of_their_ids():
    held = held_out(candidate("u", "b", True), candidate("u", "a"), follows=1)

    assert held.recall(FriendWeights(), 1) == 0.0


def test_the_weights_that_find_most_are_chosen():
    held = held_out(
        candidate("u", "a", adamic_adar=0.9, resource_allocation=0.1, degree_penalised=0.9),
        candidate("u", "b", True, adamic_adar=0.8, resource_allocation=0.4, degree_penalised=0.7),
        candidate("v", "c", resource_allocation=0.1, degree_penalised=0.9),
        candidate("v", "d", True, resource_allocation=0.1, degree_penalised=0.7, topics=0.5),
        follows=2,
    )

    chosen = best_weights(held, FriendWeights(topics=0, hashtags=0), TUNING, 1)

    # Resource allocation alone is enough for b; then the least weight of topics that leads to d.
    assert chosen == FriendWeights(
        degree_penalised=0, resource_allocation=1, topics=0.25, hashtags=0
    )


def test_weights_that_no_others_excel_are_kept():
    present = FriendWeights(adamic_adar=0.3, topics=0.7)

    assert best_weights(held_out(follows=0), present, TUNING, 10) == present


def of_two_minds(users, share):
    """Users of whom some follow who shares topics, and the others who has more common friends."""
    rows = []
    for n in range(users):
        likes_topics = n // 2 % 10 < share * 10  # as many of every second user as of the others
        name = f"u{n:03}"
        rows += [
            candidate(name, "friend", not likes_topics, degree_penalised=0.9),
            candidate(name, "topic", likes_topics, degree_penalised=0.8, topics=0.9),
        ]
    return held_out(*rows, follows=users)


@pytest.mark.parametrize(
    ("users", "share", "is_sure"), [(100, 0.9, True), (100, 0.6, False), (20, 0.9, None)]
)
def test_weights_are_better_only_where_users_who_had_no_say_gain_beyond_noise(
    users, share, is_sure
):
    plain = FriendWeights(topics=0, hashtags=0)

    weights, gain = better_weights(of_two_minds(users, share), plain, TUNING, 1)

    assert weights == FriendWeights(topics=0.25, hashtags=0)
    assert (gain and gain.is_sure) == is_sure  # of ten users nothing is told
    if gain:
        # Who is found by topics gains a follow, and who was found before loses one.
        assert gain.mean == pytest.approx(share - (1 - share))


def test_who_chooses_does_not_judge():
    held = held_out(
        *(candidate(f"u{n:03}", "a", n % 2 == 1, degree_penalised=0.9) for n in range(80)),
        *(
            candidate(f"u{n:03}", "z", n % 2 == 0, degree_penalised=0.8, topics=1)
            for n in range(80)
        ),
        follows=80,
    )

    weights, gain = better_weights(held, FriendWeights(topics=0, hashtags=0), TUNING, 1)

    assert weights.topics == 0.25
    assert (gain.mean, gain.is_sure) == (-1, False)


def test_follows_are_held_out_in_both_directions_and_looked_for(frame):
    users = [f"u{n:02}" for n in range(20)]
    pairs = [(a, b) for a in users for b in users if a != b and (int(a[1:]) + int(b[1:])) % 3]
    rows = frame(FOLLOWS, *({"follower_id": a, "followed_id": b} for a, b in pairs))
    everyone = frame(
        "user_id string, top_topics array<int>, top_hashtags array<string>",
        *({"user_id": name, "top_topics": [1]} for name in users),
    )
    tuning = FriendTuningSettings(share=0.2, sample_users=20)

    held = hold_out(rows, everyone, everyone, FriendGraphSettings(), tuning)

    found = held.pairs[held.pairs.is_followed]
    looked_for = set(zip(found.user_id, found["item"], strict=True))
    # So dense that each held out follow has a common friend left; both directions are held out.
    assert 0.1 < held.follows / len(pairs) < 0.3
    assert len(looked_for) == held.follows
    assert looked_for <= set(pairs)
    assert {(b, a) for a, b in looked_for} == looked_for
    assert set(held.pairs.topics) == {1.0}
