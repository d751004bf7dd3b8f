"""How brands fare beside each other: what is said of them, and what their own posts earn."""
