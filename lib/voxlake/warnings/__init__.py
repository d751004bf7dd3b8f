"""What is told to people at once: which warnings, to whom, and when."""
