"""Pictures as SVG, the same on each run."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from voxlake.report.demand import WEEKDAYS, Demand, Measure
from voxlake.report.growth import ActiveDay, Forecast, Growth
from voxlake.report.history import History
from voxlake.report.overview import LABELS, Day, Value
from voxlake.report.segments import Card, SegmentsPage
from voxlake.report.week import Facts

# Told apart by people who see few colours, and by their lightness alone.
_COLOURS = {"negative": "#b5482a", "neutral": "#c9ccd1", "positive": "#2f6f9f", "unsure": "#eceef1"}
_INK = "#1f2430"
_LIGHT = "#8fb5d1"
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
_CIRCLE = 6000  # area, in square points, of a circle for all users


def of_week(facts: Facts) -> dict[str, str]:
    """Pictures of the first page."""
    return {
        "sentiment": sentiment_picture(facts.days) if facts.days else "",
        "value": value_picture(facts.value) if facts.value else "",
        "history": history_picture(facts.history) if facts.history else "",
    }


def of_segments(facts: SegmentsPage) -> dict[str, str]:
    """Pictures of the segments page."""
    return {"map": segment_map(facts.cards)}


def of_growth(facts: Growth) -> dict[str, str]:
    """Pictures of the growth page."""
    forecast = facts.forecasts.get("active_users")
    return {
        "active": active_picture(facts.days),
        "accounts": accounts_picture(facts.days),
        "ahead": forecast_picture(facts.days, forecast) if forecast else "",
    }


def of_demand(facts: Demand) -> dict[str, str]:
    """A picture for each measure of the demand page, by its title."""
    return {measure.title: week_picture(measure, facts.clock) for measure in facts.measures}


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
        _name_days(axes, [day.day for day in days])
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


def history_picture(history: History) -> str:
    """Posts that were read in each week or month, and below them the share of negative ones."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=_SIZE, layout="constrained")
        above, below = figure.subplots(2, 1, sharex=True)
        places = range(len(history.periods))
        above.bar(places, [p.posts for p in history.periods], 0.9, color=_LIGHT)
        above.set_ylabel(f"posts a {history.unit}")
        shares = [100 * p.negative / p.posts if p.posts else np.nan for p in history.periods]
        below.plot(places, shares, color=_COLOURS["negative"], marker=".", markersize=4)
        below.set_ylabel("% negative")
        below.set_ylim(bottom=0)
        form = "%-d %b %Y" if history.unit == "week" else "%b %Y"
        _name_days(below, [period.first for period in history.periods], form)
        return _embedded(figure)


def active_picture(days: list[ActiveDay]) -> str:
    """Users active on each day, in the week and in the month up to it."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=_SIZE, layout="constrained")
        axes = figure.subplots()
        places = range(len(days))
        for name, counts, width in (
            ("in the month", [day.mau for day in days], 1.2),
            ("in the week", [day.wau for day in days], 1.8),
            ("on the day", [day.dau for day in days], 2.6),
        ):
            axes.plot(places, counts, color=_COLOURS["positive"], linewidth=width)
            axes.annotate(
                name, (len(days) - 1, counts[-1]), (6, 0), textcoords="offset points", va="center"
            )
        _name_days(axes, [day.day for day in days])
        axes.set_ylim(bottom=0)
        axes.set_ylabel("people active")
        return _embedded(figure)


def accounts_picture(days: list[ActiveDay]) -> str:
    """New and returned users of the week up to each day above the line, those gone below it."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=_SIZE, layout="constrained")
        axes = figure.subplots()
        places = range(len(days))
        new = [day.new for day in days]
        back = [day.resurrected for day in days]
        gone = [-day.dormant for day in days]
        axes.bar(places, new, 0.9, color=_COLOURS["positive"], label="new")
        axes.bar(places, back, 0.9, new, color=_LIGHT, label="came back")
        axes.bar(places, gone, 0.9, color=_COLOURS["negative"], label="stayed away")
        axes.axhline(0, color=_INK, linewidth=0.8)
        _name_days(axes, [day.day for day in days])
        axes.set_ylabel("people, week up to the day")
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, frameon=False)
        return _embedded(figure)


def forecast_picture(days: list[ActiveDay], forecast: Forecast) -> str:
    """Users active on each day so far, and expected on each day to come, with their intervals."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=_SIZE, layout="constrained")
        axes = figure.subplots()
        ahead = forecast.days
        places = range(len(days) - 1, len(days) + len(ahead))
        last = float(days[-1].dau)
        axes.plot(range(len(days)), [day.dau for day in days], color=_INK, label="so far")
        expected = [last, *(day.expected for day in ahead)]
        axes.plot(places, expected, color=_COLOURS["positive"], label="expected")
        axes.fill_between(
            places,
            [last, *(day.low for day in ahead)],
            [last, *(day.high for day in ahead)],
            color=_LIGHT,
            alpha=0.5,
            linewidth=0,
            label=f"{forecast.level} of 100 days",
        )
        _name_days(axes, [*(day.day for day in days), *(day.day for day in ahead)])
        axes.set_ylim(bottom=0)
        axes.set_ylabel("people active on a day")
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, frameon=False)
        return _embedded(figure)


def week_picture(measure: Measure, clock: str) -> str:
    """A field for each hour of the week, the darker the more is expected."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=_SIZE, layout="constrained")
        axes = figure.subplots()
        fields = np.full((len(WEEKDAYS), 24), np.nan)
        for hour in measure.hours:
            fields[hour.weekday - 1, hour.hour] = hour.expected
        shown = axes.imshow(fields, cmap="Blues", aspect="auto", vmin=0)
        axes.set_yticks(range(len(WEEKDAYS)), [name[:3] for name in WEEKDAYS])
        axes.set_xticks(range(0, 24, 3), [f"{hour}:00" for hour in range(0, 24, 3)])
        axes.set_xlabel(clock)
        axes.spines[:].set_visible(False)
        figure.colorbar(shown, ax=axes, label=measure.unit)
        return _embedded(figure)


def segment_map(cards: list[Card]) -> str:
    """A circle for each segment that has a place, as large as its share of the users."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=_SIZE, layout="constrained")
        axes = figure.subplots()
        for card in cards:
            if card.place is None:
                continue
            axes.scatter(
                *card.place, s=_CIRCLE * card.share, color=_LIGHT, edgecolor=_COLOURS["positive"]
            )
            axes.annotate(str(card.segment_id), card.place, ha="center", va="center", weight="bold")
        axes.set_xticks([])
        axes.set_yticks([])
        axes.margins(0.25)
        return _embedded(figure)


def _name_days(axes: Axes, days: Sequence[date], form: str = "%-d %b") -> None:
    """Write some days below the bars or points of all of them, the last among them."""
    step = max(1, round(len(days) / _MOST_DAY_NAMES))
    places = range(len(days) - 1, -1, -step)
    axes.set_xticks(places, [f"{days[i]:{form}}" for i in places])


def _embedded(figure: Figure) -> str:
    """The figure as an address that holds the picture itself."""
    svg = io.StringIO()
    figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    return "data:image/svg+xml;base64," + base64.b64encode(svg.getvalue().encode()).decode()
