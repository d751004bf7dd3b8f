"""A picture of topics: the leading terms of each as bars."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from voxlake.core.pictures import Picture
from voxlake.topics.terms import Topic

_COLUMNS = 4
_TERMS = 10


def draw_topics(topics: Sequence[Topic]) -> Picture:
    """One panel per topic with its share of the words, its coherence and its leading terms."""
    rows = ceil(len(topics) / _COLUMNS)
    figure = Picture(figsize=(3.2 * _COLUMNS, 2.8 * rows), layout="constrained")
    panels = figure.subplots(rows, _COLUMNS, squeeze=False).flat
    for panel, topic in zip(panels, topics, strict=False):
        terms = topic.terms[:_TERMS]
        panel.barh([t.term for t in terms], [t.weight for t in terms], color="#3b6ea5")
        panel.invert_yaxis()
        panel.set_title(
            f"topic {topic.topic_id}: {topic.weight:.0%}, UMass {topic.coherence:.0f}", fontsize=9
        )
        panel.tick_params(labelsize=8)
        panel.spines[["top", "right"]].set_visible(False)
    for panel in list(panels)[len(topics) :]:
        panel.set_visible(False)
    return figure
