"""Friends of friends: who is followed by those whom a user follows."""
