"""Whether anything changed: alerts and drift."""
