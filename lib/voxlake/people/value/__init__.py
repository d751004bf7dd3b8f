"""What buyers are worth: purchases, spend, expectations."""
