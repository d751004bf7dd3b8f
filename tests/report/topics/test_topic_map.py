"""Topics that share words lie close, and no circle or name lies on another."""

from math import dist, hypot, log2

import pytest

from voxlake.report.topics.map import HEIGHT, WIDTH, apart, divergences, places, topic_map

CATS = {"cat": 0.5, "purr": 0.5}
PETS = {"cat": 0.5, "dog": 0.5}
BANKS = {"fee": 0.6, "card": 0.4}


def circles_of(words, shares=None):
    shares = shares or dict.fromkeys(words, 1 / len(words))
    return topic_map(words, shares, {i: f"topic {i}" for i in words})


def test_the_divergence_is_0_of_equal_topics_and_1_of_those_without_a_common_word():
    found = divergences([CATS, CATS, BANKS, PETS, {}])

    # Half of each is cat: the middle has 1/2, 1/4, 1/4, so 1.5 bits, and both ends 1 bit.
    assert found[0].tolist() == pytest.approx([0, 0, 1, 0.5, 1])
    assert found[2, 3] == pytest.approx(1)
    assert (found == found.T).all()


def test_the_divergence_is_the_same_whatever_the_words_of_a_topic_sum_up_to():
    # Middle 3/4, 1/4; ends 0 bits and 1 bit.
    found = divergences([{"a": 0.01}, {"a": 0.3, "b": 0.3}])

    assert found[0, 1] == pytest.approx(-0.75 * log2(0.75) - 0.25 * log2(0.25) - 0.5)


def test_places_of_three_topics_are_as_far_apart_as_their_words():
    at = places([CATS, PETS, BANKS])

    # Three points fit into a plane as they are.
    assert dist(at[0], at[1]) == pytest.approx(0.5**0.5)
    assert dist(at[0], at[2]) == pytest.approx(1)
    assert dist(at[1], at[2]) == pytest.approx(1)


def test_topics_that_share_words_lie_closer_on_the_map_than_others():
    cats, pets, banks = sorted(
        circles_of({0: CATS, 1: PETS, 2: BANKS}, {0: 0.01, 1: 0.01, 2: 0.01}),
        key=lambda circle: circle.topic_id,
    )

    near = hypot(cats.x - pets.x, cats.y - pets.y)
    assert near < hypot(cats.x - banks.x, cats.y - banks.y)
    assert near < hypot(pets.x - banks.x, pets.y - banks.y)


@pytest.mark.parametrize(
    "words",
    [
        {0: CATS},
        {0: CATS, 1: CATS},
        dict.fromkeys(range(12), CATS),
        {i: {f"word {i}": 1.0} for i in range(24)},
        {0: {}, 1: {}},
    ],
    ids=["one", "two equal", "twelve equal", "none alike", "no words"],
)
def test_circles_lie_on_the_map_and_none_covers_another(words):
    circles = circles_of(words, {i: 0.3 / (1 + i) for i in words})

    assert [circle.topic_id for circle in circles] == sorted(words)
    for circle in circles:
        assert circle.radius <= circle.x <= WIDTH - circle.radius
        assert circle.radius <= circle.y <= HEIGHT - circle.radius
    for n, one in enumerate(circles):
        for other in circles[:n]:
            assert hypot(one.x - other.x, one.y - other.y) >= one.radius + other.radius


def test_a_circle_that_is_moved_from_the_edge_is_moved_off_its_neighbour():
    large, small = apart([(400, HEIGHT - 60), (400, HEIGHT - 145)], [70, 9])

    # 85 apart they cover nothing of each other; but the large one hangs over the edge by 10.
    assert large[1] <= HEIGHT - 70
    assert dist(large, small) >= 79


def test_the_area_of_a_circle_tells_the_share():
    large, small = circles_of({0: CATS, 1: BANKS}, {0: 0.8, 1: 0.2})

    assert large.radius**2 / small.radius**2 == pytest.approx(4)


def test_topics_without_posts_and_a_model_without_topics_have_a_map():
    assert [circle.radius for circle in circles_of({0: CATS, 1: BANKS}, {0: 0.0, 1: 0.0})] == [9, 9]
    assert topic_map({}, {}, {}) == []
