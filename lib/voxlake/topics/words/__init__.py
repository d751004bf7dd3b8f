"""From texts to the words, phrases and hashtags that topic models count."""
