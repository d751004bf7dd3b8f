"""What the values of attributes are worth: means, drawn together, compared with the others."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from scipy import stats

from voxlake.marketing.experiments.many import holm
from voxlake.marketing.learnt.attributes import ARM
from voxlake.marketing.learnt.settings import LearntSettings

Row = Mapping[str, Any]
_ALIKE = 1e-12  # variance of gains below which they are all the same


@dataclass(frozen=True)
class Drawn:
    """Means of values, drawn towards what they have in common."""

    effects: np.ndarray[Any, np.dtype[np.float64]]
    errors: np.ndarray[Any, np.dtype[np.float64]]
    """Standard errors of the effects."""


def drawn_together(means: Sequence[float], variances: Sequence[float]) -> Drawn:
    """Means with the errors of each, drawn towards their common mean (empirical Bayes).

    With t² the variance between values by DerSimonian and Laird's moments (1986, "Meta-analysis in
    clinical trials", Controlled Clinical Trials 7), c the mean of the values weighted by 1 / (t² +
    v), and b = t² / (t² + v), an effect is c + b (mean - c), and its variance b v + (1 - b)² var(c)
    (Morris 1983, "Parametric empirical Bayes inference", Journal of the American Statistical
    Association 78, with t² taken as known).

    Args:
        means: Of the values.
        variances: Of the errors of the means, above 0.
    """
    m, v = np.asarray(means, dtype=float), np.asarray(variances, dtype=float)
    weights = 1 / v
    about = float(((m - np.average(m, weights=weights)) ** 2 * weights).sum())
    scale = weights.sum() - (weights**2).sum() / weights.sum()
    between = max(0.0, (about - (len(m) - 1)) / scale) if scale > 0 else 0.0
    of_all = 1 / (between + v)
    common, of_common = float(np.average(m, weights=of_all)), 1 / float(of_all.sum())
    share = between / (between + v)
    effects = common + share * (m - common)
    return Drawn(effects, np.sqrt(share * v + (1 - share) ** 2 * of_common))


def learnt_rows(sums: Iterable[Row], settings: LearntSettings, as_of: date) -> list[dict[str, Any]]:
    """Rows of `content_learnt`.

    Args:
        sums: Rows of `attributes.summed`.
        settings: Confidence.
        as_of: The day.
    """
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in sorted(sums, key=lambda r: (r["attribute"], r["scope"], r["value"])):
        groups.setdefault((row["attribute"], row["scope"]), []).append(row)
    rows = [row for group in groups.values() for row in _rows_of(group, settings, as_of)]
    adjusted = holm([row["p_value"] for row in rows])
    count = sum(p is not None for p in adjusted)
    for row, p in zip(rows, adjusted, strict=True):
        row["p_adjusted"] = p
        row["comparison_count"] = count
        row["is_reliable"] = p is not None and p < 1 - settings.confidence
        row["verdict"] = _verdict(row)
    return rows


def _rows_of(group: list[Row], settings: LearntSettings, as_of: date) -> list[dict[str, Any]]:
    """Rows of one attribute in one scope; all values share the variance within values."""
    first = group[0]
    freedom = first["all_count"] - first["value_count"]
    variance = first["within"] / freedom if freedom > 0 else 0.0
    varies = variance > _ALIKE
    means = [row["wg"] / row["w"] for row in group]
    drawn, t = None, math.nan
    if varies:
        drawn = drawn_together(means, [variance / row["w"] for row in group])
        t = float(stats.t.ppf((1 + settings.confidence) / 2, freedom))
    rows = []
    for place, (row, mean) in enumerate(zip(group, means, strict=True)):
        effect = float(drawn.effects[place]) if drawn else mean
        spread = t * math.sqrt(variance / row["w"]) if varies else None
        drawn_spread = t * float(drawn.errors[place]) if drawn else None
        difference, p_value = _compared(row, variance if varies else None, freedom)
        rows.append(
            {
                "as_of_date": as_of,
                **{k: row[k] for k in ("attribute", "scope", "value")},
                "post_count": row["post_count"],
                "account_count": row["account_count"],
                **_with_ends("mean", mean, ("mean_low", "mean_high"), spread),
                **_with_ends("effect", effect, ("low", "high"), drawn_spread),
                **_as_gains(effect, drawn_spread),
                "difference": difference,
                "p_value": p_value,
                "is_by_chance": row["attribute"] == ARM,
            }
        )
    return rows


def _compared(row: Row, variance: float | None, freedom: int) -> tuple[float | None, float | None]:
    """Difference from the posts with other values, and its p-value by Student's t."""
    others = row["all_w"] - row["w"]
    if row["all_count"] == row["post_count"] or others <= 0:
        return None, None
    difference = row["wg"] / row["w"] - (row["all_wg"] - row["wg"]) / others
    if variance is None:
        return difference, None
    error = math.sqrt(variance * (1 / row["w"] + 1 / others))
    return difference, float(2 * stats.t.sf(abs(difference) / error, freedom))


def _with_ends(
    name: str, value: float, ends: tuple[str, str], spread: float | None
) -> dict[str, float | None]:
    low, high = (None, None) if spread is None else (value - spread, value + spread)
    return {name: value, ends[0]: low, ends[1]: high}


def _as_gains(effect: float, spread: float | None) -> dict[str, float | None]:
    logs = _with_ends("gain", effect, ("gain_low", "gain_high"), spread)
    return {name: None if value is None else math.exp(value) for name, value in logs.items()}


def _verdict(row: Row) -> str:
    posts = f"{row['post_count']} posts with {row['attribute']} {row['value']}"
    if row["difference"] is None:
        return f"{posts}: there are none with another to compare them with"
    if row["p_value"] is None:
        return f"{posts}: all fared alike"
    if not row["is_reliable"]:
        return f"{posts}: no reliable difference from others"
    kind = "better" if row["difference"] > 0 else "worse"
    told = f"{posts} did reliably {kind} than others: {math.exp(row['difference']):.2f} times"
    return told if row["is_by_chance"] else f"{told}, for this or what goes with it"
