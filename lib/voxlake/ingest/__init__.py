"""Reads sources of any shape into the silver tables."""
