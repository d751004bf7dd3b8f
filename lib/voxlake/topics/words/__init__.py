"""From texts to what topic models count."""
