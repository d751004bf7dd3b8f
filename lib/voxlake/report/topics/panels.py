"""Lines over time, each in a field of its own, so that none has to be told by its colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil, nan

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from voxlake.core.pictures import Picture
from voxlake.report.pictures import COLOURS, LIGHT, name_days
from voxlake.report.week.evidence import shorten

_COLUMNS = 2
_FIELD_INCHES = (4.2, 1.9)
_NAME_LENGTH = 36
_DAY_NAMES = 3
_TICKS = 3


@dataclass(frozen=True)
class Line:
    """Shares over time, None where one is not known; a band around them, and steps to mark."""

    name: str
    shares: Sequence[float | None]
    low: Sequence[float | None] = ()
    high: Sequence[float | None] = ()
    marks: Sequence[int] = field(default=())


def draw_panels(
    figure: Picture,
    lines: Sequence[Line],
    starts: Sequence[date],
    label: str,
    *,
    is_one_scale: bool,
) -> None:
    """Draw each line in a field of its own.

    Args:
        figure: To draw on; it is made as large as the fields need.
        lines: At least one.
        starts: First day of each step.
        label: What is drawn.
        is_one_scale: Whether all fields have the scale of the largest.
    """
    rows = ceil(len(lines) / _COLUMNS)
    figure.set_size_inches(_COLUMNS * _FIELD_INCHES[0], rows * _FIELD_INCHES[1])
    fields = figure.subplots(rows, _COLUMNS, sharex=True, squeeze=False)
    tops = [max(filter(None, (*line.shares, *line.high)), default=0.01) for line in lines]
    for axes, line, top in zip(fields.flat, lines, tops, strict=False):
        _draw(axes, line)
        axes.set_ylim(0, 1.15 * (max(tops) if is_one_scale else top))
        axes.yaxis.set_major_locator(MaxNLocator(_TICKS))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:.3g}%"))
        name_days(axes, starts, most=_DAY_NAMES)
    drawn, left = fields.flat[: len(lines)], fields.flat[len(lines) :]
    for axes in drawn[-_COLUMNS:]:
        axes.xaxis.set_tick_params(labelbottom=True)
    for axes in left:
        axes.set_visible(False)
    figure.supylabel(label, fontsize=10)


def _draw(axes: Axes, line: Line) -> None:
    places = range(len(line.shares))
    if line.low:
        axes.fill_between(places, _known(line.low), _known(line.high), color=LIGHT, alpha=0.6)
    axes.plot(places, _known(line.shares), color=COLOURS["positive"], marker=".")
    marked = _known([line.shares[place] for place in line.marks])
    axes.plot(line.marks, marked, "^", color=COLOURS["negative"], markersize=9)
    axes.set_title(shorten(line.name, _NAME_LENGTH), fontsize=10, loc="left")


def _known(values: Sequence[float | None]) -> list[float]:
    return [nan if value is None else value for value in values]
