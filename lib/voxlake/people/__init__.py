"""What is known of people: mood, features, segments, orders, value, growth, demand, audiences."""
