"""Rows of a lake's tables, read by Arrow and DuckDB."""
