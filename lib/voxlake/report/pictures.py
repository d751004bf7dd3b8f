"""Pictures as SVG, the same on each run; each part of the report draws its own in this style."""

from __future__ import annotations

import base64
import functools
import inspect
import io
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Concatenate, ParamSpec

import matplotlib as mpl
from matplotlib.axes import Axes

from voxlake.core.pictures import Picture

# Told apart by people who see few colours, and by their lightness alone.
COLOURS = {"negative": "#b5482a", "neutral": "#c9ccd1", "positive": "#2f6f9f", "unsure": "#eceef1"}
OF_SEVERAL = ("#2f6f9f", "#b5482a", "#c9a227", "#8fb5d1", "#565d6b", "#7fa37a")
INK = "#1f2430"
LIGHT = "#8fb5d1"
_STYLE: dict[Any, Any] = {
    "font.size": 11,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": "#8a8f98",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": INK,
    "ytick.color": INK,
    "svg.hashsalt": "voxlake",
}
_SIZE = (5.4, 3.2)
_DOTS = 150  # an inch, of PNG
_MOST_DAY_NAMES = 5

_Told = ParamSpec("_Told")


def embedded(draw: Callable[Concatenate[Picture, _Told], None]) -> Callable[_Told, str]:
    """Make of a function that draws on a figure one that gives it as an address to embed."""

    @functools.wraps(draw)
    def drawn(*args: _Told.args, **kwargs: _Told.kwargs) -> str:
        svg = _saved("svg", draw, *args, **kwargs)
        return "data:image/svg+xml;base64," + base64.b64encode(svg).decode()

    return drawn


def png_of(drawn: Callable[_Told, str], *args: _Told.args, **kwargs: _Told.kwargs) -> bytes:
    """The picture of an `embedded` function as PNG."""
    return _saved("png", inspect.unwrap(drawn), *args, **kwargs)


def _saved(form: str, draw: Callable[..., object], *args: object, **kwargs: object) -> bytes:
    """A drawn figure as a file that has neither a time nor a version in it."""
    metadata = {"Date": None, "Creator": None} if form == "svg" else {"Software": None}
    with mpl.rc_context(_STYLE):
        figure = Picture(figsize=_SIZE, layout="constrained")
        draw(figure, *args, **kwargs)
        file = io.BytesIO()
        figure.savefig(file, format=form, metadata=metadata, dpi=_DOTS)
    return file.getvalue()


def name_days(
    axes: Axes, days: Sequence[date], form: str = "%-d %b", most: int = _MOST_DAY_NAMES
) -> None:
    """Write some days below the bars or points of all of them, about `most`, the last one too."""
    step = max(1, round(len(days) / most))
    places = range(len(days) - 1, -1, -step)
    axes.set_xticks(places, [f"{days[i]:{form}}" for i in places])


def legend_above(axes: Axes, columns: int) -> None:
    """Name what is drawn in one line above it."""
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=columns, frameon=False)
