"""Answers the questions of assistants, by the Model Context Protocol."""
