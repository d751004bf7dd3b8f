"""What works: experiments between arms, bandits that learn while they choose, logged policies."""
