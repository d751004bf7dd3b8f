"""Recommends people, hashtags, big accounts, posts and items to users."""
