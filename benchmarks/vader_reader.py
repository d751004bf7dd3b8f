"""VADER's label of each text; a module of its own, since Python workers import it."""

from __future__ import annotations

from functools import cache

import pandas as pd
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from voxlake.tables.columns import SENTIMENTS

NEUTRAL = 0.05
"""Largest distance of a neutral compound from 0, as VADER's authors give it."""


@cache
def analyzer() -> SentimentIntensityAnalyzer:
    """Loaded once in a Python worker."""
    return SentimentIntensityAnalyzer()


def vader_labels(texts: pd.Series) -> pd.Series:
    """The sentiments of texts as they were written."""
    compound = texts.map(lambda text: analyzer().polarity_scores(text)["compound"])
    return compound.map(lambda c: SENTIMENTS[(c > -NEUTRAL) + (c >= NEUTRAL)])
