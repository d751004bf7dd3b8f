"""What a text is: cleaned, hashed, and what stands in it."""
