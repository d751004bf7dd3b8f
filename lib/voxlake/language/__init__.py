"""Reads texts: vectors, sentiment, topics."""
