"""What marketing returns: campaigns added up, regressions on spend, a mix model and its budget."""
