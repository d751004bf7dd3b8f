"""Reads texts: their language, their vectors, and what labels models and people give them."""
