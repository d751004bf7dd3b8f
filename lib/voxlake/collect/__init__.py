"""What others publish, fetched into the lake's folder: posts by interfaces, pages by links.

Nothing here uses Spark: raw answers lie under `_collected`, where sources of ingest read them.
"""
