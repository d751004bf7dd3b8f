"""Bandits: arms that are chosen while it is learnt which is best.

`choose` and `update` are all that a caller needs: of a `BanditState`, which `load` makes of rows of
`bandit_state`.
"""

from voxlake.marketing.experiments.bandits.choosing import Choice, choose, probabilities
from voxlake.marketing.experiments.bandits.state import BanditState, Reward, load, new_state, update

__all__ = [
    "BanditState",
    "Choice",
    "Reward",
    "choose",
    "load",
    "new_state",
    "probabilities",
    "update",
]
