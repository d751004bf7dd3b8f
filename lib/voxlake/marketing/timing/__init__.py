"""When to post, and what the days ahead will bring."""
