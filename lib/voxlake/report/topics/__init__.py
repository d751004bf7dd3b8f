"""What topics are called and made of, and the parts of their page."""
