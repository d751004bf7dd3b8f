"""What users are like: one row of figures for each."""
