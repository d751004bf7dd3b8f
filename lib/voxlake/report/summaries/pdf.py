"""A summary as PDF; needs the extra [pdf].

The letters are DejaVu Sans, which matplotlib brings along (Bitstream Vera's licence: it may be
embedded and passed on); those that a page uses are embedded. It has Latin, Greek, Cyrillic and
more, not Chinese, Japanese or Korean, nor most emojis: these show as boxes, and well in the HTML.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib as mpl

from voxlake.core.errors import ConfigError
from voxlake.report.summaries.summary import Figure, Part, Summary

if TYPE_CHECKING:
    from fpdf import FPDF

_FONT = "DejaVu"
_FILES = {"": "DejaVuSans.ttf", "B": "DejaVuSans-Bold.ttf"}
_INK, _SOFT, _LINE = (31, 36, 48), (86, 93, 107), (223, 226, 231)
_TEXT, _SMALL, _HEAD, _TITLE = 10, 8.5, 12.5, 18
_LINE_HEIGHT = 5.2
_MARGIN = 18
_PICTURE_WIDTH = 130
_FIRST_COLUMN = 2.6  # times as wide as each of the others


def pdf_of(summary: Summary) -> bytes:
    """The pages, A4; the same summary gives the same bytes.

    Raises:
        ConfigError: the package fpdf2 is not installed.
    """
    document = _document(summary)
    _say(document, summary.heading, _TITLE, bold=True)
    _say(document, f"{summary.title} ({summary.clock}).", _SMALL, colour=_SOFT)
    document.ln(2)
    _say(document, summary.headline, _HEAD, bold=True)
    if summary.figures:
        _heading(document, "Key figures")
        for one in summary.figures:
            _figure(document, one, summary.period.unit)
    if summary.picture:
        _heading(document, "How posts sound, day by day")
        picture = io.BytesIO(summary.picture.png)
        document.image(picture, w=_PICTURE_WIDTH, alt_text=summary.picture.alt)
    for part in summary.parts:
        _part(document, part)
    document.ln(3)
    for note in summary.notes:
        _say(document, note, _SMALL, colour=_SOFT)
    made = f"Made by voxlake from the lake's gold tables. Days are cut by {summary.clock}."
    _say(document, made, _SMALL, colour=_SOFT)
    return bytes(document.output())


def _document(summary: Summary) -> FPDF:
    try:
        from fpdf import FPDF  # noqa: PLC0415  (an extra)
    except ImportError as error:
        raise ConfigError(
            "Summaries as PDF need the package fpdf2: pip install 'voxlake[pdf]', or set "
            "summaries.formats to [html]."
        ) from error
    document = FPDF(format="A4")
    document.set_creation_date(datetime.combine(summary.period.last, time(), UTC))
    document.set_title(f"{summary.heading}: {summary.title}")
    document.set_lang("en")
    document.set_producer("voxlake")
    document.set_margin(_MARGIN)
    document.set_auto_page_break(auto=True, margin=_MARGIN)
    fonts = Path(mpl.get_data_path()) / "fonts" / "ttf"
    for style, file in _FILES.items():
        document.add_font(_FONT, style, fonts / file)
    document.add_page()
    return document


def _say(
    document: FPDF,
    text: str,
    size: float,
    *,
    bold: bool = False,
    colour: tuple[int, int, int] = _INK,
) -> None:
    document.set_font(_FONT, "B" if bold else "", size)
    document.set_text_color(*colour)
    document.multi_cell(
        0, _LINE_HEIGHT * size / _TEXT, text, new_x="LMARGIN", new_y="NEXT", align="L"
    )


def _heading(document: FPDF, text: str) -> None:
    if document.will_page_break(_MARGIN + 2 * _LINE_HEIGHT):  # not alone at the foot of a page
        document.add_page()
    document.ln(4)
    _say(document, text, _HEAD, bold=True)
    document.ln(1)


def _figure(document: FPDF, one: Figure, unit: str) -> None:
    told = f"{one.name}: {one.now}"
    if one.change != one.before:  # both are unknown
        told += f" ({one.change} against {one.before} in the {unit} before)"
    _say(document, told, _TEXT, bold=True)
    _say(document, one.sentence, _SMALL, colour=_SOFT)
    document.ln(1)


def _part(document: FPDF, part: Part) -> None:
    _heading(document, part.title)
    for sentence in part.sentences:
        _say(document, sentence, _TEXT)
    if part.table:
        document.ln(1)
        _table(document, part.table.heads, part.table.rows)


def _table(document: FPDF, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from fpdf.fonts import FontFace  # noqa: PLC0415  (an extra)

    document.set_font(_FONT, "", _SMALL)
    document.set_text_color(*_INK)
    document.set_draw_color(*_LINE)
    widths = (_FIRST_COLUMN, *([1.0] * (len(heads) - 1)))
    aligned = ("LEFT", *(["RIGHT"] * (len(heads) - 1)))
    with document.table(
        borders_layout="HORIZONTAL_LINES",
        col_widths=widths,
        text_align=aligned,
        line_height=_LINE_HEIGHT,
        headings_style=FontFace(color=_SOFT, emphasis="BOLD"),
    ) as table:
        for cells in (heads, *rows):
            row = table.row()
            for cell in cells:
                row.cell(cell)
