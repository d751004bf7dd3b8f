"""How a text or a page reads, what is missing or wrong in it, and how search shows it."""
