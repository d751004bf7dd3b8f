"""Marketing: when to post, what works, what it returns, what to say next."""
