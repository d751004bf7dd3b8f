"""One module per job: run(ctx, settings)."""
