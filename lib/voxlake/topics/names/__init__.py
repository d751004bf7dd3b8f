"""What topics are called, what they are like, and how they stay the same over refits."""
