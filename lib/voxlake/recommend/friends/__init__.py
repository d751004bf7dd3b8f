"""Whom to meet: people of another mood, friends of friends, people near by, big accounts."""
