"""What was published, how it did, and what that tells: by attribute, and for bandits."""
