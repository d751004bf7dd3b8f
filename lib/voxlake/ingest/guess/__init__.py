"""Guesses from a file's first rows the source file that reads it; imports no pyspark."""
