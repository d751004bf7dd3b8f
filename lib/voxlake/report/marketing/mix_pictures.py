"""Curves of channels, and what they brought week by week, as pictures."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from pyspark.sql import Row

from voxlake.core.pictures import Picture
from voxlake.report.marketing.mix import MONEY, Curve, Mix
from voxlake.report.pictures import COLOURS, INK, LIGHT, OF_SEVERAL, embedded, name_days
from voxlake.report.week.evidence import shorten

_BASE = "#dfe2e7"
_COLUMNS = 2
_FIELD_INCHES = (4.2, 2.5)
_WEEKS_INCHES = (8.4, 3.8)
_WEEK_NAMES = 6
_MOST_LEGEND = 4
_NAME_LENGTH = 24
_TICKS = 4


@embedded
def curves_picture(figure: Picture, mix: Mix) -> None:
    """The curve of each channel in a field of its own, with spend of late and as planned."""
    rows = ceil(len(mix.curves) / _COLUMNS)
    figure.set_size_inches(_COLUMNS * _FIELD_INCHES[0], rows * _FIELD_INCHES[1] + 0.3)
    fields = figure.subplots(rows, _COLUMNS, squeeze=False)
    for axes, curve in zip(fields.flat, mix.curves, strict=False):
        _draw_curve(axes, curve, mix.currency)
    for axes in fields.flat[len(mix.curves) :]:
        axes.set_visible(False)
    handles, labels = fields.flat[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=len(labels), frameon=False)
    figure.supylabel(f"revenue a week, {mix.currency}", fontsize=10)


def _draw_curve(axes: Axes, curve: Curve, currency: str) -> None:
    spend = [point["spend"] for point in curve.points]
    low = [point["response_low"] for point in curve.points]
    high = [point["response_high"] for point in curve.points]
    if None not in (*low, *high):
        axes.fill_between(spend, low, high, color=LIGHT, alpha=0.5, linewidth=0)
    seen = sum(not point["is_beyond_seen"] for point in curve.points)
    level = [point["response"] for point in curve.points]
    axes.plot(spend[:seen], level[:seen], color=COLOURS["positive"], label="as seen")
    axes.plot(
        spend[max(seen - 1, 0) :],
        level[max(seen - 1, 0) :],
        color=COLOURS["positive"],
        linestyle=":",
        label="beyond what was seen",
    )
    axes.axvline(_or_nan(curve.now), color=INK, linestyle="--", linewidth=1, label="of late")
    axes.axvline(
        _or_nan(curve.planned), color=COLOURS["negative"], linewidth=1.5, label="as planned"
    )
    axes.set_title(shorten(curve.channel, _NAME_LENGTH), fontsize=10, loc="left")
    axes.set_xlabel(f"{currency if curve.unit == MONEY else curve.unit} a week", fontsize=9)
    axes.set_ylim(bottom=0)
    axes.xaxis.set_major_locator(MaxNLocator(_TICKS))
    axes.yaxis.set_major_locator(MaxNLocator(_TICKS))


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value


@embedded
def contributions_picture(figure: Picture, mix: Mix) -> None:
    """What channels brought week by week, above what would have come without them."""
    figure.set_size_inches(*_WEEKS_INCHES)
    axes = figure.subplots()
    weeks = sorted({row["week_start"] for row in mix.weeks})
    places = range(len(weeks))
    base = _sums(mix.weeks, weeks, kind="base")
    axes.fill_between(places, 0, base, color=_BASE, linewidth=0, label="without channels")
    names = [row["channel"] for row in mix.channels]
    others = sorted({r["component"] for r in mix.weeks if r["kind"] == "channel"} - {*names})
    floor = base
    for i, name in enumerate([*names, *others]):
        own = _sums(mix.weeks, weeks, component=name)
        top = [a + b for a, b in zip(floor, own, strict=True)]
        colour = OF_SEVERAL[i % len(OF_SEVERAL)]
        axes.fill_between(
            places, floor, top, color=colour, linewidth=0, label=shorten(name, _NAME_LENGTH)
        )
        floor = top
    axes.plot(places, _sums(mix.weeks, weeks), color=INK, linewidth=1, label="revenue")
    name_days(axes, weeks, form="%-d %b %y", most=_WEEK_NAMES)
    axes.set_ylabel(f"{mix.currency} a week")
    figure.legend(loc="outside upper center", ncols=_MOST_LEGEND, frameon=False, fontsize=10)


def _sums(rows: Sequence[Row], weeks: Sequence[object], **of: str) -> list[float]:
    """What rows brought in each week; of all rows, or of those with these values."""
    sums = dict.fromkeys(weeks, 0.0)
    for row in rows:
        if all(row[name] == value for name, value in of.items()):
            sums[row["week_start"]] += row["contribution"] or 0.0
    return list(sums.values())
