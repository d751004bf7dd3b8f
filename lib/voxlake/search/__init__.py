"""Posts that are near a query: by what they mean, and by the words that they hold."""
