"""How tables are read and written."""
