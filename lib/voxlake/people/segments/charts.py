"""Pictures of a fit of segments, drawn from its figures."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.ticker import MaxNLocator

from voxlake.core.pictures import Picture
from voxlake.people.segments.choice import Candidate
from voxlake.people.segments.maps import axes_of
from voxlake.people.segments.model import SegmentModel
from voxlake.people.segments.naming import title_of
from voxlake.people.segments.profiles import Profile
from voxlake.people.segments.scaling import Matrix
from voxlake.people.segments.words import words_of

_DOTS = 3_000  # users on a map
_BARS = 6
_LINE = 42  # characters
_MORE, _LESS = "#1f5fa8", "#b5482f"
_COLOURS = (
    "#1f5fa8", "#d1782b", "#3a8f4d", "#b5482f", "#7a5ea8",
    "#8a6d3b", "#c05a9b", "#5f6b76", "#a3a82f", "#2f9aa8",
)  # fmt: skip


def draw_candidates(candidates: Sequence[Candidate], chosen: Candidate) -> Picture:
    """Silhouette of each candidate by its number of segments, and the stability of the best."""
    figure = Picture(figsize=(9, 4.5), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(3, 2))
    for colour, method in zip(_COLOURS, dict.fromkeys(c.method for c in candidates), strict=False):
        own = sorted((c for c in candidates if c.method == method), key=lambda c: c.segment_count)
        counts, heights = [c.segment_count for c in own], [c.silhouette for c in own]
        left.plot(counts, heights, marker="o", color=colour, label=method)
        outside = [c for c in own if not c.is_within_limits]
        left.plot(
            [c.segment_count for c in outside],
            [c.silhouette for c in outside],
            "x",
            color="black",
            markersize=9,
        )
    left.plot([], [], "x", color="black", label="beyond a bound")
    left.plot(
        [chosen.segment_count], [chosen.silhouette], "o", markersize=14, mfc="none",
        color="black", label="chosen",
    )  # fmt: skip
    left.xaxis.set_major_locator(MaxNLocator(integer=True))
    left.set_xlabel("segments")
    left.set_ylabel("mean silhouette")
    left.legend(fontsize=8)
    tested = [c for c in candidates if c.stability is not None]
    right.barh([c.name for c in tested], [c.stability or 0.0 for c in tested], color=_MORE)
    right.set_xlim(0, 1)
    right.set_xlabel("stability: adjusted Rand index of refits")
    return figure


def draw_map(model: SegmentModel, points: Matrix, topic_titles: Mapping[int, str]) -> Picture:
    """Users of the sample on the two main axes, coloured by segment, with the segments' names.

    Args:
        model: The segments.
        points: One row per user, one column per trait.
        topic_titles: Titles of the topics, by id.
    """
    axes_of_map = axes_of(model)
    shown = points[:: max(1, -(-len(points) // _DOTS))]
    labels, places = model.clustering.labels(shown), shown @ axes_of_map
    figure = Picture(figsize=(9, 6), layout="constrained")
    axes = figure.subplots()
    for colour, segment in zip(_colours(len(model.ids)), model.ids, strict=True):
        own = labels == segment
        share = model.reference.shares[segment]
        name = f"{segment}: {model.names.get(segment, '')} ({share:.0%})"
        dots = axes.scatter(
            places[own, 0], places[own, 1], s=8, alpha=0.35, color=colour, linewidths=0
        )
        dots.set_label(textwrap.fill(name, _LINE))
        x, y = model.centres[segment] @ axes_of_map
        axes.annotate(
            str(segment),
            (float(x), float(y)),
            ha="center",
            va="center",
            weight="bold",
            bbox={"boxstyle": "circle", "fc": "white", "ec": colour, "lw": 2},
        )
    axes.set_xlabel(_axis_in_words(model, axes_of_map[:, 0], topic_titles))
    axes.set_ylabel(_axis_in_words(model, axes_of_map[:, 1], topic_titles))
    axes.set_xticks([])
    axes.set_yticks([])
    legend = figure.legend(loc="outside lower center", ncols=2, fontsize=8, markerscale=2.5)
    for handle in legend.legend_handles:
        if handle is not None:
            handle.set_alpha(1)
    return figure


def draw_differences(
    profiles: Sequence[Profile], names: Mapping[int, str], topic_titles: Mapping[int, str]
) -> Picture:
    """What sets each segment apart: bars of its largest differences, one per group of features."""
    columns = 2
    rows = -(-len(profiles) // columns)
    figure = Picture(figsize=(12, 0.7 + 2.4 * rows), layout="constrained")
    panels = figure.subplots(rows, columns, squeeze=False, sharex=True).flat
    for profile, axes in zip(profiles, panels, strict=False):
        told = profile.telling[:_BARS][::-1]
        said = [
            words_of(d.trait.name, title_of(d.trait, topic_titles)).bar(d.difference) for d in told
        ]
        sizes = [d.difference for d in told]
        axes.barh(range(len(told)), sizes, color=[_MORE if size > 0 else _LESS for size in sizes])
        axes.set_yticks(range(len(told)), [textwrap.fill(text, _LINE) for text in said], fontsize=8)
        axes.axvline(0, color="black", linewidth=0.8)
        i = profile.segment_id
        title = textwrap.fill(f"{i}: {names[i]}", _LINE)
        axes.set_title(f"{title}\n{profile.user_count:,} users", fontsize=9, loc="left")
    for axes in list(panels):
        axes.set_visible(False)
    figure.supxlabel("standard deviations from the mean of all users", fontsize=9)
    return figure


def _colours(count: int) -> list[str]:
    return [_COLOURS[i % len(_COLOURS)] for i in range(count)]


def _axis_in_words(model: SegmentModel, axis: Matrix, topic_titles: Mapping[int, str]) -> str:
    """What users further along an axis are like: the two traits that most decide it."""
    leading = np.argsort(-np.abs(axis))[:2]
    traits = [model.scaler.scales[i].trait for i in leading]
    said = [
        words_of(trait.name, title_of(trait, topic_titles)).bar(float(axis[i]))
        for i, trait in zip(leading, traits, strict=True)
    ]
    return textwrap.fill(f"{', '.join(said)} →", _LINE)
