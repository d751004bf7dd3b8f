"""Whom and what posts name, and what is said of each."""
