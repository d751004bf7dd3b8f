"""How Spark itself is used: sessions, workers, memory, progress, frames."""
