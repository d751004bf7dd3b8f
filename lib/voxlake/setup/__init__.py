"""Makes a machine ready for voxlake; run as `python -m voxlake.setup`."""
