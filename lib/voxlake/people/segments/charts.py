"""Pictures of a fit of segments, drawn from its figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from voxlake.people.segments.scaling import Matrix

_DOT = 2_000  # square points of a dot for all users


def draw_silhouettes(silhouettes: Mapping[int, float]) -> Figure:
    """Mean silhouette of each number of segments tried."""
    figure = Figure(figsize=(6, 4), layout="constrained")
    axes = figure.subplots()
    ks = sorted(silhouettes)
    axes.plot(ks, [silhouettes[k] for k in ks], marker="o")
    axes.set_xticks(ks)
    axes.set_xlabel("segments")
    axes.set_ylabel("mean silhouette")
    return figure


def draw_segments(centres: Matrix, sizes: Sequence[int]) -> Figure:
    """A map of the segments: centres on their two main axes, as large as their users are many.

    Args:
        centres: One row per segment, one column per trait.
        sizes: Users of each segment.
    """
    shares = np.array(sizes) / sum(sizes)
    middle = centres - shares @ centres
    axes_of_map = np.linalg.svd(middle * np.sqrt(shares)[:, None], full_matrices=False)[2][:2]
    places = middle @ axes_of_map.T
    if places.shape[1] == 1:
        places = np.column_stack([places, np.zeros(len(places))])

    figure = Figure(figsize=(6, 5), layout="constrained")
    axes = figure.subplots()
    axes.scatter(places[:, 0], places[:, 1], s=shares * _DOT, alpha=0.5)
    for segment, (x, y) in enumerate(places):
        axes.annotate(f"{segment} ({shares[segment]:.0%})", (x, y), ha="center", va="center")
    axes.margins(0.2)
    axes.set_xlabel("first axis")
    axes.set_ylabel("second axis")
    return figure
