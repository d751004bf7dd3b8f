"""Features of users, and groups of users who are alike."""
