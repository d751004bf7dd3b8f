"""Rows of `recommendation_metrics` by sums over groups of users."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from voxlake.recommend.evaluation.intervals import Figure, Samples
from voxlake.recommend.evaluation.lists import COVISITATION, METHODS, POPULAR, RECOMMENDED
from voxlake.recommend.evaluation.metrics import (
    ACCURACY,
    COVERAGE,
    LISTED,
    NOVELTY,
    TOP_SHARE,
    USERS,
)
from voxlake.recommend.evaluation.settings import EvaluationSettings
from voxlake.tables import RECOMMENDATION_METRICS
from voxlake.tables.columns import ALL


@dataclass(frozen=True)
class Measured:
    """What was counted of a cut.

    Attributes:
        cut: The last day that lists were made of.
        sums: Rows of `add_up`.
        coverage: Rows of `coverage_of`.
        reachable: Rows of `reachable_of`.
        versions: The version of the model that made lists, by kind.
    """

    cut: date
    sums: pd.DataFrame
    coverage: pd.DataFrame
    reachable: pd.DataFrame
    versions: Mapping[str, str | None]


def metric_rows(
    measured: Measured, as_of: date, settings: EvaluationSettings
) -> list[tuple[object, ...]]:
    """A row for each kind, method, band, k and metric; a band without users has none."""
    samples = Samples(settings)
    rows = []
    for kind, sums in sorted(measured.sums.groupby("item_kind"), key=lambda one: str(one[0])):
        of_kind = {
            **dict.fromkeys(RECOMMENDATION_METRICS.column_names),
            "as_of_date": as_of,
            "cut_date": measured.cut,
            "kind": kind,
            "reachable": _reachable(measured.reachable, str(kind)),
            "model_version": measured.versions.get(str(kind)),
        }
        bands = [(ALL, sums), *sums.groupby("band")]
        for band, of_band in bands:
            told = {**of_kind, "band": band}
            rows += [{**told, **row} for row in _of_band(of_band, samples, settings)]
        rows += [
            {**of_kind, "band": ALL, "user_count": _users(sums), **row}
            for row in _coverage(measured.coverage, str(kind), settings)
        ]
    return [tuple(row[name] for name in RECOMMENDATION_METRICS.column_names) for row in rows]


def told_of(rows: list[tuple[object, ...]]) -> Iterator[tuple[str, float]]:
    """Name and value of the figures of all users, for `model_metrics`.

    Of what is recommended also the lower ends of what it has over the simplest ways.
    """
    for values in rows:
        row: dict[str, Any] = dict(zip(RECOMMENDATION_METRICS.column_names, values, strict=True))
        if row["band"] != ALL or row["value"] is None:
            continue
        name = f"{row['kind']}_{row['method']}_{row['metric']}_at_{row['cutoff']}"
        yield name, row["value"]
        if row["method"] == RECOMMENDED and row["metric"] in ACCURACY:
            for other in (POPULAR, COVISITATION):
                if (low := row[f"over_{other}_low"]) is not None:
                    yield f"{name}_over_{other}_low", low


def _of_band(
    sums: pd.DataFrame, samples: Samples, settings: EvaluationSettings
) -> Iterator[dict[str, object]]:
    of_method = {method: sums[sums["method"] == method] for method in METHODS}
    below = {**dict.fromkeys(ACCURACY, USERS), NOVELTY: LISTED, TOP_SHARE: LISTED}
    for k in settings.cutoffs:
        for metric, of in below.items():
            lower = of if of == USERS else f"{of}_{k}"
            figures = {
                method: samples.figure(own, f"{metric}_{k}", lower)
                for method, own in of_method.items()
            }
            for method, figure in figures.items():
                yield {
                    "method": method,
                    "cutoff": k,
                    "metric": metric,
                    "user_count": _users(of_method[method]),
                    **_ends("", figure, settings, name="value"),
                    **_over(POPULAR, method, figures, settings),
                    **_over(COVISITATION, method, figures, settings),
                }


def _over(
    other: str, method: str, figures: Mapping[str, Figure], settings: EvaluationSettings
) -> dict[str, float | None]:
    if method == other:
        return {}
    name = f"over_{other}"
    return _ends(f"{name}_", figures[method].less(figures[other]), settings, name=name)


def _ends(
    prefix: str, figure: Figure, settings: EvaluationSettings, *, name: str
) -> dict[str, float | None]:
    low, high = figure.interval(settings.confidence)
    return {name: figure.value, f"{prefix}low": low, f"{prefix}high": high}


def _coverage(
    coverage: pd.DataFrame, kind: str, settings: EvaluationSettings
) -> Iterator[dict[str, object]]:
    for method in METHODS:
        own = coverage[(coverage["item_kind"] == kind) & (coverage["method"] == method)]
        for k in settings.cutoffs:
            value = float(own[f"{COVERAGE}_{k}"].iloc[0]) if len(own) else 0.0
            yield {"method": method, "cutoff": k, "metric": COVERAGE, "value": value}


def _reachable(reachable: pd.DataFrame, kind: str) -> float | None:
    own = reachable[reachable["item_kind"] == kind]
    return float(own["reachable_count"].iloc[0] / own["new_count"].iloc[0]) if len(own) else None


def _users(sums: pd.DataFrame) -> int:
    """How many users there are: each is there once for every method."""
    return int(sums[USERS].sum() // sums["method"].nunique()) if len(sums) else 0
