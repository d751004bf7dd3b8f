"""Whether probabilities mean what they say, and where a label had better not be given."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_LOG_TEMPERATURES = (-3.0, 3.0)


@dataclass(frozen=True)
class Calibration:
    """How scores become probabilities, and from which on a label is given."""

    temperature: float
    unsure_below: float


def calibrate(scores: Floats, classes: Ints, cost_of_error: float) -> Calibration:
    """The calibration that held-out scores ask for.

    Args:
        scores: Scores before the softmax, (texts, classes).
        classes: True class of each text.
        cost_of_error: How many right labels a wrong one costs.
    """
    temperature = best_temperature(scores, classes)
    chances = probabilities(scores, temperature)
    return Calibration(temperature, best_threshold(chances, classes, cost_of_error))


def best_temperature(scores: Floats, classes: Ints) -> float:
    """The number to divide scores by, so that their softmax is likeliest.

    Temperature scaling, Guo et al. 2017, "On Calibration of Modern Neural Networks". It changes no
    ranking of the classes.

    Args:
        scores: Scores before the softmax, (texts, classes).
        classes: True class of each text.
    """

    def cost(log_temperature: float) -> float:
        logs = log_softmax(scores / np.exp(log_temperature), axis=1)
        return -float(logs[np.arange(len(classes)), classes].mean())

    return float(np.exp(minimize_scalar(cost, bounds=_LOG_TEMPERATURES, method="bounded").x))


def probabilities(scores: Floats, temperature: float) -> Floats:
    """Softmax of scores over a temperature, (texts, classes)."""
    chances: Floats = softmax(scores / temperature, axis=1)
    return chances


def calibration_error(chances: Floats, classes: Ints, bins: int = 15) -> float:
    """Expected calibration error of the most probable class, over bins of equal mass.

    The mean, weighted by texts, of |share that is right - mean probability|. Guo et al. 2017; equal
    mass as in Nixon et al. 2019, "Measuring Calibration in Deep Learning".
    """
    counts, said, right = _by_confidence(chances, classes, bins)
    return float((counts * np.abs(right - said)).sum() / counts.sum())


def reliability_picture(chances: Floats, classes: Ints, bins: int = 15) -> Figure:
    """How often a label is right against the probability it was given with."""
    _, said, right = _by_confidence(chances, classes, bins)
    figure = Figure(figsize=(5, 4.5), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="#9aa5b1", linestyle="--", label="as it should be")
    axes.plot(said, right, "o-", color="#1f5fa8", label="this model")
    axes.set(xlabel="probability given to the label", ylabel="share of labels that are right")
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.legend()
    return figure


def best_threshold(chances: Floats, classes: Ints, cost_of_error: float) -> float:
    """The least probability of labels worth giving; 0 where all of them are.

    Of all thresholds the one with the most right labels less `cost_of_error` times the wrong ones,
    among labels at or above it. With calibrated probabilities it lies near
    cost_of_error / (1 + cost_of_error).
    """
    most, is_right = _confidence(chances, classes)
    order = np.argsort(-most, kind="stable")
    gain = np.cumsum(np.where(is_right[order], 1.0, -cost_of_error))
    last_of_equal = np.append(np.diff(most[order]) != 0, True)
    best = int(np.argmax(np.where(last_of_equal, gain, -np.inf)))
    return 0.0 if best == len(most) - 1 else float(most[order][best])


def _by_confidence(chances: Floats, classes: Ints, bins: int) -> tuple[Floats, Floats, Floats]:
    """Of bins of equal mass by probability: texts, mean probability, share that is right."""
    most, is_right = _confidence(chances, classes)
    parts = [part for part in np.array_split(np.argsort(most, kind="stable"), bins) if len(part)]
    return (
        np.array([float(len(part)) for part in parts]),
        np.array([most[part].mean() for part in parts]),
        np.array([is_right[part].mean() for part in parts]),
    )


def _confidence(chances: Floats, classes: Ints) -> tuple[Floats, npt.NDArray[np.bool_]]:
    return chances.max(axis=1), chances.argmax(axis=1) == classes
