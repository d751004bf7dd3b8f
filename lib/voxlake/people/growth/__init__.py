"""Who comes, who stays, who comes back and who leaves, day by day."""
