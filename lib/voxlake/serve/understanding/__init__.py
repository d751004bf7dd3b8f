"""What is told of one post, page or plan on request."""
