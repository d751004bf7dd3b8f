"""Draws the report from the gold tables."""
