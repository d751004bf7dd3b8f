"""What posts are about."""
