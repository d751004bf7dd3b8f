"""What is talked about more than usual: topics, posts and words."""
