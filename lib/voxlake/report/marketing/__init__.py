"""When to post, what works, what it returns and what to say: parts of the pages of marketing."""
