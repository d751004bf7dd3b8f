"""Hours and dollars of a large batch on an EMR cluster, worked out from a small one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

GB = 1000**3
MIB = 1024**2


@dataclass(frozen=True)
class Cluster:
    """The instances, what they cost, and how fast they are held to be: see emr.yaml."""

    prices_of: date
    region: str
    instance: str
    vcpus: int
    ec2_dollars_an_hour: float
    emr_dollars_an_hour: float
    storage_dollars_a_gb_month: float
    workers: int
    core_speed: float
    busy: float
    distinct_share: float | None = None

    @classmethod
    def read(cls, path: Path) -> Cluster:
        """The cluster of a file such as emr.yaml."""
        return cls(**yaml.safe_load(path.read_text()))

    @property
    def dollars_an_hour(self) -> float:
        """Of all workers and the primary node."""
        return (self.workers + 1) * (self.ec2_dollars_an_hour + self.emr_dollars_an_hour)

    def hours(self, core_seconds: float) -> float:
        """How long the workers take over work that takes a core of this machine so long."""
        cores = self.workers * self.vcpus * self.core_speed * self.busy
        return core_seconds / cores / 3600

    def __str__(self) -> str:
        return (
            f"{self.workers} workers {self.instance} ({self.vcpus} vCPUs) and a primary node in "
            f"{self.region}, {self.dollars_an_hour:.2f} $/h by prices of {self.prices_of}, which "
            f"are inputs to check; a vCPU taken for {self.core_speed:g} of a core here, busy "
            f"{self.busy:.0%} of the time (both assumed)"
        )


@dataclass(frozen=True)
class Work:
    """What a post costs, as measured here."""

    distinct_share: float
    """Of posts whose text no earlier post of the batch has."""
    encode_core_seconds: float
    """Of a core, for each distinct text."""
    ceiling_core_seconds: float
    """The same if the processor did nothing but the model's multiply-adds."""
    other_core_seconds: float
    """Of a core, for each post, in all other jobs."""
    mib: float
    """In the lake, for each post."""


def cost_table(cluster: Cluster, work: Work, counts: tuple[int, ...]) -> str:
    """A line for each number of posts: hours, dollars, the least hours, disk."""
    share = work.distinct_share if cluster.distinct_share is None else cluster.distinct_share
    each = share * work.encode_core_seconds + work.other_core_seconds
    lines = [f"{'posts':>15} {'hours':>8} {'dollars':>9} {'hours at ceiling':>17} "]
    lines[0] += f"{'GB':>8} {'dollars a month of S3':>22}"
    for posts in counts:
        hours = cluster.hours(posts * each)
        ceiling = cluster.hours(posts * share * work.ceiling_core_seconds)
        gigabytes = posts * work.mib * MIB / GB
        lines.append(
            f"{posts:>15,} {hours:>8.2f} {hours * cluster.dollars_an_hour:>9,.0f} "
            f"{ceiling:>17.2f} {gigabytes:>8,.0f} "
            f"{gigabytes * cluster.storage_dollars_a_gb_month:>22,.0f}"
        )
    return "\n".join([f"{share:.0%} of the posts have a text of their own; {cluster}", *lines])
