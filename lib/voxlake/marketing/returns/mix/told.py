"""What a fitted mix model says: of channels, of weeks, and of more and less spend."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from voxlake.marketing.returns.mix.choice import Choice, choose, fit_chosen
from voxlake.marketing.returns.mix.draws import draw_fits, ends
from voxlake.marketing.returns.mix.search import MixFit, Weeks
from voxlake.marketing.returns.mix.shapes import Array
from voxlake.marketing.returns.mix.weeks import MixData, togetherness
from voxlake.marketing.returns.settings import MixSettings

Row = dict[str, object]
MONEY = "money"
_FARTHEST = 1.5
"""Where curves end, in the largest spend of a week."""
_WITH_ENDS = ("decay", "half", "contribution", "return_on_spend", "marginal_return")


@dataclass(frozen=True)
class Mix:
    """A fit, and fits of what might have come as well."""

    data: MixData
    choice: Choice
    weeks: Weeks
    fit: MixFit
    draws: list[MixFit]
    settings: MixSettings

    @classmethod
    def of(cls, data: MixData, settings: MixSettings) -> Mix:
        """Choose, fit and draw."""
        choice = choose(data, settings)
        fit = fit_chosen(data, choice)
        weeks = data.weeks(choice.base)
        return cls(data, choice, weeks, fit, draw_fits(weeks, fit, settings), settings)

    @property
    def recent(self) -> Array:
        """Mean spend of each channel in the last weeks."""
        return np.asarray(self.data.spend[-self.settings.recent_weeks :].mean(axis=0))

    def key(self, as_of: date) -> Row:
        """What rows have in common."""
        return {
            "as_of_date": as_of,
            "country": self.data.country,
            "currency": self.data.currency,
        }

    def ends(self, drawn: list[Array]) -> tuple[Array, Array]:
        """Ends of the intervals of what each draw says."""
        return ends(np.array(drawn), self.settings.confidence)


def contribution_rows(mix: Mix, as_of: date) -> Iterator[Row]:
    """Rows of `mix_contributions`: of each week they add up to the revenue that came."""
    values = _by_component(mix, mix.fit)
    drawn = [_by_component(mix, fit) for fit in mix.draws]
    spend = dict(zip(mix.data.channels, mix.data.spend.T, strict=True))
    for name, (kind, value) in values.items():
        low, high = mix.ends([one[name][1] for one in drawn])
        for n, monday in enumerate(mix.data.mondays):
            yield {
                **mix.key(as_of),
                "week_start": monday,
                "component": name,
                "kind": kind,
                "unit": mix.data.units.get(name) if kind == "channel" else None,
                "spend": float(spend[name][n]) if kind == "channel" else None,
                "contribution": float(value[n]),
                "contribution_low": float(low[n]),
                "contribution_high": float(high[n]),
            }
    fitted = mix.fit.fitted(mix.weeks)
    for n, monday in enumerate(mix.data.mondays):
        yield {
            **mix.key(as_of),
            "week_start": monday,
            "component": "unexplained",
            "kind": "unexplained",
            "contribution": float(mix.data.revenue[n] - fitted[n]),
        }


def _by_component(mix: Mix, fit: MixFit) -> dict[str, tuple[str, Array]]:
    """What each part brings week by week, and of which kind it is."""
    data = mix.data
    brought = fit.shapes.response(data.spend) * fit.effect
    found = {name: ("channel", brought[:, n]) for n, name in enumerate(data.channels)}
    parts = mix.choice.base.columns(data.mondays, data.mondays[0], len(data.mondays))
    start = 0
    for name, columns in parts.items():
        weights = fit.base[start : start + columns.shape[1]]
        start += columns.shape[1]
        found[_free_name(name, found)] = ("base", columns @ weights)
    return found


def _free_name(name: str, taken: dict[str, tuple[str, Array]]) -> str:
    return name if name not in taken else f"{name} (base)"


def curve_rows(mix: Mix, as_of: date) -> Iterator[Row]:
    """Rows of `mix_curves`: what a channel brings a week at levels of spend that are kept up."""
    points = mix.settings.curve_points
    top = mix.data.spend.max(axis=0)
    levels = np.linspace(0, _FARTHEST, points)[:, None] * top
    responses, margins = _curves(mix.fit, levels)
    drawn = [_curves(fit, levels) for fit in mix.draws]
    low, high = mix.ends([response for response, _ in drawn])
    margin_low, margin_high = mix.ends([margin for _, margin in drawn])
    for c, channel in enumerate(mix.data.channels):
        for n in range(points):
            yield {
                **mix.key(as_of),
                "channel": channel,
                "point": n,
                "unit": mix.data.units[channel],
                "spend": float(levels[n, c]),
                "response": float(responses[n, c]),
                "response_low": float(low[n, c]),
                "response_high": float(high[n, c]),
                "marginal_return": float(margins[n, c]),
                "marginal_return_low": float(margin_low[n, c]),
                "marginal_return_high": float(margin_high[n, c]),
                "is_beyond_seen": bool(levels[n, c] > top[c] * (1 + 1e-9)),
            }


def _curves(fit: MixFit, levels: Array) -> tuple[Array, Array]:
    return fit.shapes.saturated(levels) * fit.effect, fit.shapes.steepness(levels) * fit.effect


def channel_rows(mix: Mix, as_of: date) -> Iterator[Row]:
    """Rows of `mix_channels`: the fit of each channel, and those that are in no fit."""
    factors, condition = togetherness(mix.data, mix.choice.base)
    found = [_figures(mix, fit) for fit in [mix.fit, *mix.draws]]
    low, high = (mix.ends([np.stack([*one.values()]) for one in found[1:]])[n] for n in (0, 1))
    names, parameters = [*found[0]], _parameters(mix)
    about = {**mix.key(as_of), **_about(mix), "condition_number": _finite(condition)}
    for c, channel in enumerate(mix.data.channels):
        figures = {}
        for n, name in enumerate(names):
            figures[name] = _finite(found[0][name][c])
            if name in _WITH_ENDS:
                figures[f"{name}_low"], figures[f"{name}_high"] = (
                    _finite(each[n, c]) for each in (low, high)
                )
        yield {
            **about,
            **figures,
            "channel": channel,
            "unit": mix.data.units[channel],
            "vif": float(factors[c]),
            "largest_spend": float(mix.data.spend[:, c].max()),
            "draws": parameters[c].ravel().tolist(),
            "marks": _marks(mix, c, factors[c], low[names.index("contribution"), c]),
        }
    for channel, marks in mix.data.left_out.items():
        yield {**about, "channel": channel, "unit": mix.data.units[channel], "marks": [*marks]}


def _figures(mix: Mix, fit: MixFit) -> dict[str, Array]:
    """Figures of channels as one fit has them, each of shape (channels,)."""
    spend, shapes = mix.data.spend, fit.shapes
    contribution = (shapes.response(spend) * fit.effect).sum(axis=0)
    fitted = float(fit.fitted(mix.weeks).sum())
    return {
        "decay": shapes.decay,
        "half": shapes.half,
        "slope": shapes.slope,
        "most": fit.effect,
        "carried": _carried(mix, fit),
        "spend": spend.sum(axis=0),
        "recent_spend": mix.recent,
        "contribution": contribution,
        "share": contribution / fitted if fitted else np.full(len(contribution), np.nan),
        "return_on_spend": contribution / spend.sum(axis=0),
        "marginal_return": _curves(fit, mix.recent[None, :])[1][0],
    }


def _about(mix: Mix) -> Row:
    left = mix.data.revenue - mix.fit.fitted(mix.weeks)
    around = float(((mix.data.revenue - mix.data.revenue.mean()) ** 2).sum())
    squares = float((left**2).sum())
    return {
        "saturation": mix.choice.saturation,
        "season_pairs": mix.choice.base.season_pairs,
        "has_trend": mix.choice.base.has_trend,
        "holidays": mix.choice.base.holidays,
        "first_week": mix.data.mondays[0],
        "week_count": len(mix.data.mondays),
        "r_squared": 1 - squares / around if around > 0 else None,
        "durbin_watson": float((np.diff(left) ** 2).sum()) / squares if squares > 0 else None,
        "holdout_error": mix.choice.error,
        "holdout_error_without": mix.choice.error_without,
    }


def _parameters(mix: Mix) -> Array:
    """Shapes, effect and what is carried of each draw, shape (channels, draws, parameters)."""
    found = [
        (fit.shapes.decay, fit.shapes.half, fit.shapes.slope, fit.effect, _carried(mix, fit))
        for fit in mix.draws
    ]
    return np.array(found).transpose(2, 0, 1)


def _carried(mix: Mix, fit: MixFit) -> Array:
    return np.asarray(fit.shapes.worked_up(mix.data.spend)[-1])


def _marks(mix: Mix, channel: int, factor: float, low: float) -> list[str]:
    marks = [*mix.data.marks[mix.data.channels[channel]]]
    if factor > mix.settings.max_vif:
        marks.append("moves_together")
    if low <= 0:
        marks.append("maybe_nothing")
    error, without = mix.choice.error, mix.choice.error_without
    if error is not None and without is not None and error > without:
        marks.append("foretells_no_better")
    return marks


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
