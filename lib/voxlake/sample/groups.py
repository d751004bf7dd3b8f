"""Whom people are near: circles of friends, and interests that circles share; and who is known.

All of it is arithmetic of people's numbers, so that nothing is joined, however many people there
are. Circles and interests are unrelated to segments.
"""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

INTERESTS = 8
"""How many interests there are; a person has one of them."""
CIRCLE = 25
"""People in a circle, who have one interest."""
_SKEW = 2.2  # the larger, the more the first ranks attract
LIKED_SKEW = 3.5
"""The same of authors whose posts are liked."""
_CIRCLE_SKEW = 1.3  # the same within a circle
_BIG_SHARE, _BIG_SKEW = 0.03, 1.8  # of all people, those with big accounts; the same among them
_STEP = 2**31 - 1  # a prime above any number of users: spreads ranks over all numbers, each once
_FIRST = 11  # where the first rank lies


def interest_of(user_no: Column) -> Column:
    """The interest of a person, from 0."""
    return F.pmod(user_no, F.lit(INTERESTS))


def circle_of(user_no: Column) -> Column:
    """The circle of a person, from 0; those of one interest are `INTERESTS` apart."""
    return F.floor(user_no / (CIRCLE * INTERESTS)) * INTERESTS + interest_of(user_no)


def popular(drawn: Column, users: int) -> Column:
    """A person by a draw in (0, 1): the k-th most popular is drawn by a power law of k."""
    return _at_rank(_rank(drawn, _SKEW, users), users)


def of_circle(user_no: Column, drawn: Column, users: int) -> Column:
    """One of a person's circle by a draw in (0, 1), maybe oneself; of the interest at its end."""
    block = F.floor(user_no / (CIRCLE * INTERESTS)) * CIRCLE
    member = block + _rank(drawn, _CIRCLE_SKEW, CIRCLE)
    other = member * INTERESTS + interest_of(user_no)
    return F.when(other < users, other).otherwise(of_interest(user_no, drawn, users))


def of_interest(user_no: Column, drawn: Column, users: int, skew: float = _SKEW) -> Column:
    """One of a person's interest by a draw in (0, 1), maybe oneself, few of them most often."""
    members = users // INTERESTS
    return ranked_in_interest(user_no, _rank(drawn, skew, members), users)


def ranked_in_interest(user_no: Column, rank: Column, users: int) -> Column:
    """Who is at a rank, from 0 for the most popular, among those of a person's interest."""
    return _at_rank(rank, users // INTERESTS) * INTERESTS + interest_of(user_no)


def big_account(drawn: Column, users: int) -> Column:
    """One of the big accounts by a draw in (0, 1)."""
    return _at_rank(_rank(drawn, _BIG_SKEW, _big_accounts(users)), users)


def ranked_big_account(rank: Column, users: int) -> Column:
    """The big account at a rank, from 0; beyond the last of them from the first again."""
    return _at_rank(F.pmod(rank, F.lit(_big_accounts(users))), users)


def is_big(user_no: Column, users: int) -> Column:
    """Whether a person has one of the big accounts."""
    return _rank_of(user_no, users) < _big_accounts(users)


def _big_accounts(users: int) -> int:
    return max(1, int(_BIG_SHARE * users))


def _rank(drawn: Column, skew: float, count: int) -> Column:
    return F.floor(F.pow(drawn, F.lit(skew)) * count)


def _at_rank(rank: Column, count: int) -> Column:
    return F.pmod(rank.cast("long") * _STEP + _FIRST, F.lit(count))


def _rank_of(number: Column, count: int) -> Column:
    """The rank that `_at_rank` puts at a number, below `count`."""
    back = pow(_STEP, -1, count)
    return F.pmod((number.cast("long") - _FIRST) * back, F.lit(count))
