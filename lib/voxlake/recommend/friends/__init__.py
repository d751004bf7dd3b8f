"""Whom to follow: friends of friends, people of the opposite mood, big accounts."""
