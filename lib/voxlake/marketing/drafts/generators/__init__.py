"""Generators of drafts, behind one interface."""
