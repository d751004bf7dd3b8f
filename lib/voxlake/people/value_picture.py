"""A picture of how well the purchase model fits."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from voxlake.people.purchases import Histories, PurchaseModel

_MOST = 7


def repeat_purchase_picture(model: PurchaseModel, histories: Histories) -> Figure:
    """Buyers by how often they came back: as it was, and as the model expects it."""
    counts = range(_MOST)
    actual = [float(histories.count[histories.frequency == x].sum()) for x in counts]
    expected = [
        float(histories.count @ model.probability_of_count(x, histories.age)) for x in counts
    ]
    actual.append(histories.total - sum(actual))
    expected.append(histories.total - sum(expected))

    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.subplots()
    places = np.arange(_MOST + 1)
    axes.bar(places - 0.2, actual, width=0.4, label="buyers")
    axes.bar(places + 0.2, expected, width=0.4, label="expected by the model")
    axes.set_xticks(places, [*(str(x) for x in counts), f"{_MOST} or more"])
    axes.set_xlabel("purchases after the first one")
    axes.set_ylabel("buyers")
    axes.legend()
    return figure
