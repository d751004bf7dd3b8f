"""Whether probabilities mean what they say, and where a label had better not be given."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.special import softmax

from voxlake.core.pictures import Picture
from voxlake.language.labels.partial_labels import log_loss

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_LOG_TEMPERATURES = (-3.0, 3.0)


def best_temperature(scores: Floats, allowed: Bools, told: Bools | None = None) -> float:
    """The number to divide scores by, so that their softmax is likeliest.

    Temperature scaling, Guo et al. 2017, "On Calibration of Modern Neural Networks". It changes no
    ranking of the labels.

    Args:
        scores: Scores before the softmax, (texts, labels).
        allowed: Which labels each text may have, (texts, labels).
        told: Which labels its table tells apart; None for all.
    """
    known = np.ones_like(allowed) if told is None else told

    def cost(log_temperature: float) -> float:
        return float(log_loss(scores / np.exp(log_temperature), allowed, known).mean())

    return float(np.exp(minimize_scalar(cost, bounds=_LOG_TEMPERATURES, method="bounded").x))


def probabilities(scores: Floats, temperature: float) -> Floats:
    """Softmax of scores over a temperature, (texts, labels)."""
    chances: Floats = softmax(scores / temperature, axis=1)
    return chances


def calibration_error(said: Floats, is_right: Bools, bins: int = 15) -> float:
    """Expected calibration error, over bins of equal mass.

    The mean, weighted by texts, of |share that is right - mean probability|. Guo et al. 2017; equal
    mass as in Nixon et al. 2019, "Measuring Calibration in Deep Learning".

    Args:
        said: Probability of the label that each text was given.
        is_right: Whether it is the text's label.
        bins: How many bins.
    """
    counts, mean, right = _by_confidence(said, is_right, bins)
    return float((counts * np.abs(right - mean)).sum() / counts.sum())


def reliability_picture(said: Floats, is_right: Bools, bins: int = 15) -> Picture:
    """How often a label is right against the probability it was given with."""
    _, mean, right = _by_confidence(said, is_right, bins)
    figure = Picture(figsize=(5, 4.5), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="#9aa5b1", linestyle="--", label="as it should be")
    axes.plot(mean, right, "o-", color="#1f5fa8", label="this model")
    axes.set(xlabel="probability given to the label", ylabel="share of labels that are right")
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.legend()
    return figure


def best_threshold(said: Floats, is_right: Bools, cost_of_error: float) -> float:
    """The least probability of labels worth giving; the least that was seen where all of them are.

    The gain of a threshold is the number of right labels less `cost_of_error` times the wrong ones,
    among labels at or above it. Of the thresholds whose gain is within one standard error of the
    best, the lowest is taken, so that no label is held back by chance. With calibrated
    probabilities it lies near cost_of_error / (1 + cost_of_error), or below.
    """
    order = np.argsort(-said, kind="stable")
    gain = np.cumsum(np.where(is_right[order], 1.0, -cost_of_error))
    last_of_equal = np.append(np.diff(said[order]) != 0, True)
    best = int(np.argmax(np.where(last_of_equal, gain, -np.inf)))
    more = np.maximum(np.arange(len(said)) - best, 0)
    error = (1 + cost_of_error) / 2 * np.sqrt(more)
    chosen = int(np.flatnonzero(last_of_equal & (gain[best] - gain <= error))[-1])
    return float(said[order][chosen])


def _by_confidence(said: Floats, is_right: Bools, bins: int) -> tuple[Floats, Floats, Floats]:
    """Of bins of equal mass by probability: texts, mean probability, share that is right."""
    parts = [part for part in np.array_split(np.argsort(said, kind="stable"), bins) if len(part)]
    return (
        np.array([float(len(part)) for part in parts]),
        np.array([said[part].mean() for part in parts]),
        np.array([is_right[part].mean() for part in parts]),
    )
