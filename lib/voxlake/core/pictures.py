"""Figures whose texts are drawn as they are."""

from __future__ import annotations

from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.text import Text


class Picture(Figure):
    """A figure in which `$` begins no formula: names of topics, groups or money hold any text."""

    def draw(self, renderer: Any) -> None:  # noqa: ANN401  (of the format that is written)
        """Draw all texts as they are, those too that come up while it is drawn, such as ticks."""
        with mpl.rc_context({"text.parse_math": False}):
            for text in self.findobj(Text):
                text.set_parse_math(False)
            super().draw(renderer)
