"""Rows of gold tables in stores that others read: PostgreSQL and documents."""
