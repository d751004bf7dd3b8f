"""Drafts of what to say next: briefs in, texts of generators out, each of them checked."""
