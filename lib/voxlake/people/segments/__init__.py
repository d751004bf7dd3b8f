"""Groups of users who are alike."""
