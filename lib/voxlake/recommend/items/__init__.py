"""Items: which are wanted by the same people, and which are bought together."""
