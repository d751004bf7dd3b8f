"""Hashtags: for a user, by topics and hashtags of the user, and for a text."""
