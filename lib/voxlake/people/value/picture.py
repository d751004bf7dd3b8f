"""Pictures of how well the purchase model fits."""

from __future__ import annotations

import numpy as np
import pandas as pd

from voxlake.core.pictures import Picture
from voxlake.people.value.holdout import MOST
from voxlake.people.value.purchases import Histories, PurchaseModel


def repeat_purchase_picture(model: PurchaseModel, histories: Histories) -> Picture:
    """Buyers by how often they came back: as it was, and as the model expects it."""
    counts = range(MOST)
    actual = [float(histories.count[histories.frequency == x].sum()) for x in counts]
    expected = [
        float(histories.count @ model.probability_of_count(x, histories.age)) for x in counts
    ]
    actual.append(histories.total - sum(actual))
    expected.append(histories.total - sum(expected))

    figure = Picture(figsize=(7, 4), layout="constrained")
    axes = figure.subplots()
    places = np.arange(MOST + 1)
    axes.bar(places - 0.2, actual, width=0.4, label="buyers")
    axes.bar(places + 0.2, expected, width=0.4, label="expected by the model")
    axes.set_xticks(places, [*(str(x) for x in counts), f"{MOST} or more"])
    axes.set_xlabel("purchases after the first one")
    axes.set_ylabel("buyers")
    axes.legend()
    return figure


def holdout_picture(by_frequency: pd.DataFrame, days: int) -> Picture:
    """Mean orders in the days held out, by purchases before: as it was, and as it was expected."""
    figure = Picture(figsize=(7, 4), layout="constrained")
    axes = figure.subplots()
    places = np.arange(len(by_frequency))
    axes.plot(places, by_frequency["actual"], marker="o", label="came")
    axes.plot(places, by_frequency["predicted"], marker="s", linestyle="--", label="expected")
    names = [f"{x} or more" if x == MOST else str(x) for x in by_frequency["frequency"]]
    counts = [f"{name}\n{n:,}" for name, n in zip(names, by_frequency["buyers"], strict=True)]
    axes.set_xticks(places, counts)
    axes.set_xlabel("purchases after the first one before; buyers")
    axes.set_ylabel(f"mean orders in {days} days")
    axes.set_ylim(bottom=0)
    axes.legend()
    return figure
