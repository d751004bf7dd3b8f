"""Arms that bandits choose on request, and what comes of them."""
