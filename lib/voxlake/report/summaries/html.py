"""A summary as one HTML page that opens without a network."""

from __future__ import annotations

from voxlake.report.page import environment
from voxlake.report.summaries.summary import Summary


def html_of(summary: Summary) -> str:
    """The page."""
    templates = environment()
    style = templates.from_string("{% include 'page.css' %}").render()
    return templates.get_template("summary.html").render(summary=summary, style=style)
