"""Summaries of a week or month for a role: what it has to know, on a page or two."""
