"""What users sound like."""
