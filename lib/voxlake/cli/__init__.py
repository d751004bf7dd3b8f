"""What can be typed."""

from voxlake.cli.commands import main, run_job

__all__ = ["main", "run_job"]
