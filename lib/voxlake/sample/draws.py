"""Randomness that depends on a seed and a row's key alone, not on partitions, order or machine.

In Spark it comes from `xxhash64`, in numpy from SplitMix64 (Steele, Lea & Flood 2014).
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pyspark.sql import Column
from pyspark.sql import functions as F

_BITS = 53  # of a double's mantissa


@dataclass(frozen=True)
class Draws:
    """Draws for each row: the same key, purpose and seed give the same number, always."""

    seed: int
    keys: tuple[Column | str, ...]

    def bits(self, purpose: str) -> Column:
        """64 bits as a long."""
        return F.xxhash64(F.lit(self.seed), F.lit(purpose), *self.keys)

    def uniform(self, purpose: str) -> Column:
        """A number in (0, 1)."""
        return (F.pmod(self.bits(purpose), F.lit(2**_BITS)) + 0.5) / F.lit(2.0**_BITS)

    def normal(self, purpose: str) -> Column:
        """A standard normal number (Box-Muller)."""
        radius = F.sqrt(-2 * F.log(self.uniform(f"{purpose} radius")))
        return radius * F.cos(2 * math.pi * self.uniform(f"{purpose} angle"))

    def whole(self, below: Column | int, purpose: str) -> Column:
        """A whole number from 0 to `below` - 1."""
        return F.floor(self.uniform(purpose) * below)

    def happens(self, probability: Column | float, purpose: str) -> Column:
        """True with that probability."""
        return self.uniform(purpose) < probability

    def pick(self, choices: Column, purpose: str) -> Column:
        """One of the elements of an array, each as likely as the others."""
        return F.element_at(choices, (self.whole(F.size(choices), purpose) + 1).cast("int"))

    def weighted(self, cumulative: Column, purpose: str) -> Column:
        """A position, from 0, of an array of cumulative weights that ends at 1."""
        drawn = self.uniform(purpose)
        return F.size(F.filter(cumulative, lambda bound: bound <= drawn))


def series(seed: int, purpose: str, count: int) -> npt.NDArray[np.float64]:
    """So many numbers in (0, 1): the same seed and purpose give the same, and the first as well."""
    start = int.from_bytes(hashlib.sha256(f"{seed} {purpose}".encode()).digest()[:8], "big")
    return uniforms(np.uint64(start) + np.arange(count, dtype=np.uint64), 0)


def uniforms(keys: npt.NDArray[np.uint64], step: int) -> npt.NDArray[np.float64]:
    """The step-th number in (0, 1) of the sequence that each 64-bit key starts."""
    offset = (step * 0x9E3779B97F4A7C15 + 0x9E3779B97F4A7C15) % 2**64
    mixed = keys + np.uint64(offset)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed = mixed ^ (mixed >> np.uint64(31))
    return ((mixed >> np.uint64(64 - _BITS)).astype(np.float64) + 0.5) / 2.0**_BITS
