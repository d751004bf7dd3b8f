"""Answers asked over HTTP and by assistants, from gold tables and fitted models; no Spark."""
