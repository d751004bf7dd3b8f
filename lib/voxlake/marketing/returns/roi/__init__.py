"""Regressions of revenue and conversion on spend, and what they say of planned campaigns."""
