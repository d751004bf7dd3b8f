"""Pictures as SVG, the same on each run."""

from __future__ import annotations

import base64
import io
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from voxlake.report.overview import LABELS, Day, Value

# Told apart by people who see few colours, and by their lightness alone.
_COLOURS = {"negative": "#b5482a", "neutral": "#c9ccd1", "positive": "#2f6f9f", "unsure": "#eceef1"}
_INK = "#1f2430"
_STYLE: dict[Any, Any] = {
    "font.size": 11,
    "text.color": _INK,
    "axes.labelcolor": _INK,
    "axes.edgecolor": "#8a8f98",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "svg.hashsalt": "voxlake",
}
_SIZE = (5.4, 3.2)
_MOST_DAY_NAMES = 5


def sentiment_picture(days: list[Day]) -> str:
    """Shares of negative, neutral, positive and unsure posts of each day, as an image to embed."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=_SIZE, layout="constrained")
        axes = figure.subplots()
        totals = [sum(day.counts.values()) for day in days]
        bottom = [0.0] * len(days)
        for label in LABELS:
            shares = [
                100 * day.counts[label] / (n or 1) for day, n in zip(days, totals, strict=True)
            ]
            axes.bar(range(len(days)), shares, 0.9, bottom, color=_COLOURS[label], label=label)
            bottom = [below + share for below, share in zip(bottom, shares, strict=True)]
        step = max(1, round(len(days) / _MOST_DAY_NAMES))
        places = range(len(days) - 1, -1, -step)
        axes.set_xticks(places, [f"{days[i].day:%-d %b}" for i in places])
        axes.set_ylabel("% of the day's posts")
        axes.set_ylim(0, 100)
        axes.margins(x=0.01)
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=len(LABELS), frameon=False)
        return _embedded(figure)


def value_picture(value: Value) -> str:
    """The limits between tenths of the buyers by expected value, as an image to embed."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=_SIZE, layout="constrained")
        axes = figure.subplots()
        places = range(len(value.deciles))
        bars = axes.bar(places, value.deciles, 0.8, color=_COLOURS["positive"])
        axes.bar_label(bars, labels=[f"{limit:,.0f}" for limit in value.deciles], padding=2)
        axes.set_xticks(places, [f"{10 * (i + 1)}%" for i in places])
        axes.set_xlabel("share of buyers expected to spend less than this")
        axes.set_ylabel(value.currency or "amount")
        return _embedded(figure)


def _embedded(figure: Figure) -> str:
    """The figure as an address that holds the picture itself."""
    svg = io.StringIO()
    figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    return "data:image/svg+xml;base64," + base64.b64encode(svg.getvalue().encode()).decode()
