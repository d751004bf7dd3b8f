"""Keeps spreadsheets from taking texts of people for formulas, when they open a CSV file."""

from __future__ import annotations

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a formula may begin with; the last four are the wide signs of East Asian keyboards."""


def no_formula(text: str) -> str:
    """The text, with a space before it where a spreadsheet would take it for a formula."""
    return f" {text}" if text.startswith(FORMULA_STARTS) else text
