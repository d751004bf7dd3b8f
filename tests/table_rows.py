"""The rows of tables of two lakes, and whether they are the same."""

import math

import numpy as np
from deltalake import DeltaTable


def read_one(lake, table):
    """The rows of a table in the order of its keys.

    Of what a fit writes, those of its last version, whose number is left out everywhere: a fit that
    was killed after it registered its model leaves a version that is never used.
    """
    path = lake / table.layer / table.name
    rows = DeltaTable(str(path)).to_pandas()
    if "model_version" in table.keys:
        numbers = rows.model_version.astype(int)
        rows = rows[numbers == numbers.max()]
    rows = rows.sort_values(list(table.keys), ignore_index=True)
    return rows.drop(columns=["model_version", "feature_version"], errors="ignore")


def assert_same(found, expected, what):
    assert list(found.columns) == list(expected.columns), what
    assert len(found) == len(expected), what
    for column in expected:
        assert_same_values(found[column], expected[column], f"{what}.{column}")


def assert_same_values(found, expected, what):
    for one, other in zip(found, expected, strict=True):
        assert is_same(one, other), f"{what}: {one} is not {other}"


def is_same(found, expected):
    """Ids, labels and counts exactly; floats, also those in lists and structs, to 1e-6."""
    if isinstance(expected, float):
        both_missing = math.isnan(expected) and math.isnan(found)
        return both_missing or math.isclose(found, expected, rel_tol=0, abs_tol=1e-6)
    if isinstance(expected, dict):
        return list(found) == list(expected) and is_same([*found.values()], [*expected.values()])
    if isinstance(expected, list | np.ndarray):
        return len(found) == len(expected) and all(map(is_same, found, expected))
    return found is expected or found == expected
