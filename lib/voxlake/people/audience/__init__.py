"""Who is told to other tools, and under which identifiers."""
