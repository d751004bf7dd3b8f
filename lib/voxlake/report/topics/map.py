"""The map of topics: a circle for each, near to those that use the same words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin, sqrt

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 860, 520
_MARGIN_X, _MARGIN_Y = 150, 60  # of the middle of a circle, for the names beside
_LARGEST, _SMALLEST = 70.0, 9.0  # radii
_GAP = 5.0
_ROUNDS = 300
_LETTER, _LINE = 7.2, 16.0  # of a name in the map's font
_LONGEST = 26
_NO_WIDTH = 1e-9  # rounding

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Circle:
    """A topic on the map, and the lower left end of its name."""

    topic_id: int
    name: str
    x: float
    y: float
    radius: float
    name_x: float
    name_y: float


def topic_map(
    words: Mapping[int, Mapping[str, float]], shares: Mapping[int, float], names: Mapping[int, str]
) -> list[Circle]:
    """Circles for topics, the largest first: area by share, place by how alike their words are.

    Distances are the square roots of Jensen-Shannon divergences of the leading words, and places
    come from them by classical scaling, as in LDAvis (Sievert and Shirley 2014). Then circles are
    moved apart until none covers another, and each gets its name where it covers least.

    Args:
        words: Probabilities of the leading words of each topic.
        shares: Of the posts, by topic; a topic without one is left out.
        names: Of the topics.
    """
    ids = sorted(shares, key=lambda topic_id: (-shares[topic_id], topic_id))
    if not ids:
        return []
    whole = max(shares.values()) or 1.0
    radii = [max(_SMALLEST, _LARGEST * sqrt(max(shares[i], 0.0) / whole)) for i in ids]
    spots = apart(_fitted(places([words.get(i, {}) for i in ids])), radii)
    texts = [_short(names[i]) for i in ids]
    corners = _beside(spots, radii, texts)
    told = zip(ids, texts, spots, radii, corners, strict=True)
    return [Circle(i, text, *spot, radius, *corner) for i, text, spot, radius, corner in told]


def divergences(topics: Sequence[Mapping[str, float]]) -> Array:
    """Jensen-Shannon divergences of distributions of words, in bits: 0 alike, 1 no word in common.

    Lin, Divergence Measures Based on the Shannon Entropy, 1991. A topic without words is as far
    from all others as can be.
    """
    stems = sorted({stem for topic in topics for stem in topic})
    weights = np.array([[topic.get(stem, 0.0) for stem in stems] for topic in topics])
    weights = weights.reshape(len(topics), len(stems))
    sums = weights.sum(axis=1, keepdims=True)
    shares = np.divide(weights, sums, out=np.zeros_like(weights), where=sums > 0)
    found = np.zeros((len(topics), len(topics)))
    for i, one in enumerate(shares):
        for j in range(i):
            middle = (one + shares[j]) / 2
            told = _entropy(middle) - (_entropy(one) + _entropy(shares[j])) / 2
            found[i, j] = found[j, i] = 1.0 if not (sums[i] and sums[j]) else max(told, 0.0)
    return found


def places(topics: Sequence[Mapping[str, float]]) -> list[Point]:
    """Places in a plane whose distances are as near as can be to those of the topics' words.

    Classical scaling (Torgerson 1952) of the square roots of the divergences, which are a metric
    (Endres and Schindelin 2003).
    """
    count = len(topics)
    squares = divergences(topics)
    centred = np.eye(count) - 1 / count
    values, vectors = np.linalg.eigh(-centred @ squares @ centred / 2)
    found = np.zeros((count, 2))
    for axis, k in enumerate(np.argsort(-values, kind="stable")[:2]):
        vector = vectors[:, k] * np.sign(vectors[np.argmax(np.abs(vectors[:, k])), k])
        found[:, axis] = vector * sqrt(max(values[k], 0.0))
    return [(float(x), float(y)) for x, y in found]


def _entropy(shares: Array) -> float:
    known = shares[shares > 0]
    return float(-(known * np.log2(known)).sum())


def _fitted(spots: Sequence[Point]) -> list[Point]:
    """Spots in the middle of the map, as far apart as it takes, by the same scale to all sides."""
    at = np.array(spots)
    middle, wide = (at.max(axis=0) + at.min(axis=0)) / 2, np.ptp(at, axis=0)
    room = np.array([WIDTH - 2 * _MARGIN_X, HEIGHT - 2 * _MARGIN_Y])
    scale = min((room[wide > _NO_WIDTH] / wide[wide > _NO_WIDTH]).tolist(), default=0.0)
    return [(WIDTH / 2 + scale * float(x), HEIGHT / 2 + scale * float(y)) for x, y in at - middle]


def apart(spots: list[Point], radii: Sequence[float]) -> list[Point]:
    """The spots, each pair moved apart by what their circles cover of each other."""
    spots = [_inside(spot, radius) for spot, radius in zip(spots, radii, strict=True)]
    for _ in range(_ROUNDS):
        is_moved = False
        for j in range(len(spots)):
            for i in range(j):
                dx, dy = spots[j][0] - spots[i][0], spots[j][1] - spots[i][1]
                lack = radii[i] + radii[j] + _GAP - hypot(dx, dy)
                if lack > 0.01:  # noqa: PLR2004  (of a pixel)
                    spots[i], spots[j] = _parted(spots[i], spots[j], lack, j)
                    is_moved = True
        spots = [_inside(spot, radius) for spot, radius in zip(spots, radii, strict=True)]
        if not is_moved:
            break
    return spots


def _parted(one: Point, other: Point, lack: float, number: int) -> tuple[Point, Point]:
    """Both moved by half of what lacks; those at one place in a direction of the number's own."""
    dx, dy = other[0] - one[0], other[1] - one[1]
    long = hypot(dx, dy)
    if long < 1e-6:  # noqa: PLR2004  (no direction)
        dx, dy, long = cos(2 * pi * number / 7), sin(2 * pi * number / 7), 1.0
    x, y = dx / long * lack / 2, dy / long * lack / 2
    return (one[0] - x, one[1] - y), (other[0] + x, other[1] + y)


def _inside(spot: Point, radius: float) -> Point:
    edge = radius + 2
    x, y = spot
    return min(max(x, edge), WIDTH - edge), min(max(y, edge), HEIGHT - edge)


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1].rstrip(" ,") + "…"


def _beside(spots: Sequence[Point], radii: Sequence[float], texts: Sequence[str]) -> list[Point]:
    """The lower left end of each name, at the side of its circle where it covers least."""
    circles = [(x - r, y - r, x + r, y + r) for (x, y), r in zip(spots, radii, strict=True)]
    taken: list[Box] = list(circles)
    found = []
    for (x, y), radius, text in zip(spots, radii, texts, strict=True):
        wide = _LETTER * len(text)
        sides = (
            (x + radius + 4, y + _LINE / 3),
            (x - radius - 4 - wide, y + _LINE / 3),
            (x - wide / 2, y + radius + _LINE),
            (x - wide / 2, y - radius - 5),
        )
        best = min(sides, key=lambda side: _covered((*side, wide), taken))
        taken.append(_box((*best, wide)))
        found.append(best)
    return found


def _box(text: tuple[float, float, float]) -> Box:
    x, y, wide = text
    return x, y - _LINE, x + wide, y + 3


def _covered(text: tuple[float, float, float], taken: Sequence[Box]) -> float:
    """The area of what is there already that a name would lie on, and of itself off the map."""
    left, top, right, bottom = _box(text)
    on_map = max(0.0, min(right, WIDTH) - max(left, 0.0)) * (min(bottom, HEIGHT) - max(top, 0.0))
    return sum(
        max(0.0, min(right, box[2]) - max(left, box[0]))
        * max(0.0, min(bottom, box[3]) - max(top, box[1]))
        for box in taken
    ) + 10 * ((right - left) * (bottom - top) - on_map)
