"""When people are active and what finds an answer, by hour and weekday."""
