"""Gold tables in PostgreSQL, for BI tools: sent by days, changed in one transaction."""
