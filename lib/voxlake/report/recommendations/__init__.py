"""What users are offered, how good that is, what they click, and what goes together."""
