"""Finds topics in a sample of texts, by each of the methods."""
