"""What is known of people: features, segments and value."""
