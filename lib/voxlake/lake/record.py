"""What a job read and wrote."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Record:
    """What was read and written while it was kept: versions by the table's name as in SQL."""

    input_versions: dict[str, int] = field(default_factory=dict)
    output_versions: dict[str, int] = field(default_factory=dict)
    row_counts: dict[str, int] = field(default_factory=dict)

    @property
    def row_count(self) -> int:
        """Rows written, all tables together."""
        return sum(self.row_counts.values())
