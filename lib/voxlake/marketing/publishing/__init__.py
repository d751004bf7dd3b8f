"""When posts go out, how they are sent once, and which posts of customers need an answer."""
