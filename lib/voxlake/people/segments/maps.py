"""Places of users and segments on a map of two axes."""

from __future__ import annotations

import numpy as np

from voxlake.people.segments.model import SegmentModel
from voxlake.people.segments.scaling import Matrix


def axes_of(model: SegmentModel) -> Matrix:
    """The two main axes of the segments' centres, weighted by their users: one column each.

    Principal components of the centres rather than of the users show what sets segments apart,
    not what makes users of one segment differ. An axis points to where the trait that decides most
    is larger, so that maps of one model look alike.
    """
    centres = np.array([model.centres[i] for i in model.ids])
    shares = np.array([model.reference.shares[i] for i in model.ids])
    middle = centres - shares @ centres / shares.sum()
    found = np.linalg.svd(middle * np.sqrt(shares)[:, None], full_matrices=False)[2][:2]
    axes = np.zeros((centres.shape[1], 2))
    axes[:, : len(found)] = found.T
    largest = np.abs(axes).argmax(axis=0)
    return np.asarray(axes * np.where(axes[largest, [0, 1]] < 0, -1.0, 1.0))


def main_axes(model: SegmentModel) -> dict[int, tuple[float, float]]:
    """The place of each segment's centre on the map, by id."""
    axes = axes_of(model)
    places = {i: centre @ axes for i, centre in model.centres.items()}
    return {i: (float(x), float(y)) for i, (x, y) in places.items()}
