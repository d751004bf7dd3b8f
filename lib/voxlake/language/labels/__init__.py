"""What people said of posts."""
