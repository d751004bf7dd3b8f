"""Texts that are much like each other: which they are, and how they are counted once."""
