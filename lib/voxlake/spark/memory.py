"""Measures the most memory that a job's driver takes: Python's and the JVM's, native parts too."""

from __future__ import annotations

import os
from pathlib import Path

from pyspark.sql import SparkSession


class PeakMemory:
    """Peak resident memory of this process and its JVM since the object was made (Linux)."""

    def __init__(self, spark: SparkSession) -> None:
        jvm = spark._jvm  # PySpark has no public way to the JVM
        self._pids = [os.getpid()]
        if jvm is not None:
            self._pids.append(jvm.java.lang.ProcessHandle.current().pid())
        for pid in self._pids:
            _reset(pid)

    def mebibytes(self) -> float | None:
        """The sum of both peaks in MiB; None where the system does not tell."""
        peaks = [_peak(pid) for pid in self._pids]
        known = [peak for peak in peaks if peak is not None]
        return sum(known) if len(known) == len(peaks) else None


def _reset(pid: int) -> None:
    try:
        Path(f"/proc/{pid}/clear_refs").write_text("5")
    except OSError:
        return  # then the peak is that of the whole process so far: too high, never too low


def _peak(pid: int) -> float | None:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return None
    peak = next((line for line in lines if line.startswith("VmHWM:")), None)
    return int(peak.split()[1]) / 1024 if peak else None
