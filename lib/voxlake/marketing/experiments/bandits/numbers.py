"""The number that decides which arm a user gets on a day, and the choice's id; without Spark.

Both are what `assign.choices_for` works out in Spark, so that the arm of a user does not depend on
who was asked for it.
"""

from __future__ import annotations

from datetime import date
from hashlib import sha256

from voxlake.marketing.experiments.bandits.state import BanditState

BITS = 53
ID_CHARACTERS = 32
_SPARK_SEED = 42
_INT = 2**31
_P1, _P2, _P3, _P4, _P5 = (
    0x9E3779B185EBCA87,
    0xC2B2AE3D27D4EB4F,
    0x165667B19E3779F9,
    0x85EBCA77C2B2AE63,
    0x27D4EB2F165667C5,
)
_ALL = 2**64 - 1
_STRIPE, _LONG, _SHORT = 32, 8, 4


def deciding_number(state: BanditState, user_id: str, day: date) -> float:
    """A number from 0 to 1 that depends on seed, experiment, user and day alone."""
    width = 4 if state.seed < _INT else 8
    found = xxhash64(state.seed.to_bytes(width, "little"), _SPARK_SEED)
    for part in (state.experiment_id, str(day), user_id):
        found = xxhash64(part.encode(), found)
    return float((found >> (64 - BITS)) / 2.0**BITS)


def choice_id_of(state: BanditState, user_id: str, day: date) -> str:
    """The id of the choice, `experiment:hash`: one for each user and day."""
    told = ":".join((str(state.seed), state.experiment_id, str(day), user_id))
    return f"{state.experiment_id}:{sha256(told.encode()).hexdigest()[:ID_CHARACTERS]}"


def xxhash64(data: bytes, seed: int) -> int:
    """XXH64 of some bytes (Collet, the xxHash specification 0.1.1), from 0 to 2**64 - 1."""
    at, length = 0, len(data)
    if length >= _STRIPE:
        lanes = [(seed + add) & _ALL for add in (_P1 + _P2, _P2, 0, -_P1)]
        while at + _STRIPE <= length:
            for lane in range(4):
                start = at + 8 * lane
                lanes[lane] = _round(lanes[lane], _number(data[start : start + 8]))
            at += _STRIPE
        found = sum(_turned(lane, by) for lane, by in zip(lanes, (1, 7, 12, 18), strict=True))
        for lane in lanes:
            found = ((found ^ _round(0, lane)) * _P1 + _P4) & _ALL
    else:
        found = (seed + _P5) & _ALL
    return _finished(_with_rest((found + length) & _ALL, data[at:]))


def _with_rest(found: int, rest: bytes) -> int:
    """Takes in what is left behind whole stripes: eights, a four, then single bytes."""
    while len(rest) >= _LONG:
        found = (_turned(found ^ _round(0, _number(rest[:8])), 27) * _P1 + _P4) & _ALL
        rest = rest[8:]
    if len(rest) >= _SHORT:
        found = (_turned(found ^ (_number(rest[:4]) * _P1 & _ALL), 23) * _P2 + _P3) & _ALL
        rest = rest[4:]
    for byte in rest:
        found = _turned(found ^ (byte * _P5 & _ALL), 11) * _P1 & _ALL
    return found


def _finished(found: int) -> int:
    found = (found ^ (found >> 33)) * _P2 & _ALL
    found = (found ^ (found >> 29)) * _P3 & _ALL
    return found ^ (found >> 32)


def _round(lane: int, number: int) -> int:
    return _turned((lane + number * _P2) & _ALL, 31) * _P1 & _ALL


def _turned(number: int, by: int) -> int:
    return ((number << by) | (number >> (64 - by))) & _ALL


def _number(data: bytes) -> int:
    return int.from_bytes(data, "little")
