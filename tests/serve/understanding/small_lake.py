"""A small lake with topics, vectors, posts and answers, and models that know a few words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
from arrow_lakes import write

from voxlake.serve.errors import RefusedError
from voxlake.serve.scoring.texts import TextScores
from voxlake.tables import (
    POST_SENTIMENT,
    POSTS,
    ROI_COEFFICIENTS,
    TEXT_MEANINGS,
    TOPIC_NAMES,
    TOPIC_TERMS,
    TOPIC_TRENDS,
    TOPICS,
)
from voxlake.tables.columns import ALL, ALL_USERS
from voxlake.topics.fit.embeddings import Clusters
from voxlake.topics.model import Part, TopicModel

LAST = date(2024, 3, 31)
ENCODER = "toy"
AXES = {"delivery": 0, "late": 0, "parcel": 0, "song": 1, "music": 1}
MODEL = TopicModel(
    (
        Part(
            "embeddings",
            None,
            (0, 1),
            0,
            ("deliveri", "music"),
            Clusters(np.eye(2, 3), np.array([5.0, 5.0]), np.array([[5.0, 0.0], [0.0, 5.0]])),
            np.array([0.5, 0.5]),
            ENCODER,
        ),
    )
)


def meaning(text):
    vector = np.full(3, 0.05, np.float32)
    for word in text.lower().split():
        if (axis := AXES.get(word.strip(".,!"))) is not None:
            vector[axis] += 1
    return vector / np.linalg.norm(vector)


class Texts:
    """Models of language that count good and bad words; French is read by none."""

    good, bad = ("love", "great"), ("late", "awful")

    def version(self, name="meaning"):
        return ENCODER

    def vectors(self, texts, name="meaning"):
        return ENCODER, np.array([self._feeling(text) for text in texts])

    def chances(self, name, vectors):
        labels = ("negative", "neutral", "positive") if name == "sentiment" else ("anger", "joy")
        chances = [self._chances(vector, labels) for vector in vectors]
        return labels, np.array(chances)

    def score(self, texts, *, with_meaning=False):
        return [self._score(text, with_meaning=with_meaning) for text in texts]

    def _score(self, text, *, with_meaning):
        vector = meaning(text) if with_meaning else None
        if "bonjour" in text.lower():
            return TextScores("fr", 0.9, is_read=False, vector_meaning=vector)
        feeling = self._feeling(text)
        told = {}
        for name in ("sentiment", "emotion"):
            labels, (row,) = self.chances(name, np.array([feeling]))
            chances = dict(zip(labels, row.tolist(), strict=True))
            told |= {name: chances, f"{name}_label": max(chances, key=chances.get)}
            told[f"{name}_model"] = "toy-1"
        return TextScores("en", 0.9, is_read=True, vector_meaning=vector, **told)

    def _feeling(self, text):
        words = [word.strip(".,!") for word in text.lower().split()]
        return np.array([sum(map(words.count, some)) for some in (self.bad, self.good)], float)

    def _chances(self, vector, labels):
        bad, good = vector
        scores = {"negative": bad, "anger": bad, "positive": good, "joy": good, "neutral": 0.0}
        weights = np.exp([3 * scores[label] for label in labels])
        return weights / weights.sum()


class Registry:
    """A registry that has one topic model, or none."""

    def __init__(self, model=MODEL, version="1"):
        self._champion = (version, model)

    def version(self, name):
        return self._champion[0] if self._champion[1] else None

    def champion(self, name):
        class Champion:
            version, model = self._champion[0], self._champion[1].numbers()

        return Champion


def no_models():
    raise RefusedError(503, "model_missing", "There is no text encoder: run set-up.")


def post(number, text, day, **columns):
    at = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=12)
    key = f"n:{number}"
    common = {"post_id": key, "text": text, "text_hash": f"h{number}", "post_date": day}
    return common | {"posted_at": at, "is_usable": True, "like_count": number} | columns


def fill(folder):
    """Twelve posts on deliveries, of which three are answered; one on music a day later."""
    days = [LAST - timedelta(days=n) for n in range(12)]
    posts = [post(n, f"The delivery {n} is late", day) for n, day in enumerate(days)]
    posts.append(post(20, "A great song", LAST))
    posts.append(post(30, "delivery hidden", LAST, is_usable=False))
    answers = [
        post(100 + n, "so sorry", days[n], reply_to_post_id=f"n:{n}")
        | {"posted_at": posts[n]["posted_at"] + timedelta(hours=2)}
        for n in range(3)
    ]
    write(folder, POSTS, *posts, *answers)
    labels = [{"post_id": p["post_id"], "post_date": p["post_date"]} for p in posts]
    write(folder, POST_SENTIMENT, *(one | {"label": "negative"} for one in labels))
    vectors = [
        {"post_date": p["post_date"], "text_hash": p["text_hash"], "encoder_version": ENCODER}
        | {"vector": meaning(p["text"]).tolist()}
        for p in posts
    ]
    write(folder, TEXT_MEANINGS, *vectors)
    write(folder, TOPICS, {"model_version": "1", "topic_id": 1, "title": "songs, music"})
    named = {"model_version": "1", "is_hidden": False}
    write(folder, TOPIC_NAMES, named | {"topic_id": 0, "name": "Deliveries"})
    term = {"model_version": "1", "topic_id": 0, "rank": 1, "term": "delivery", "stem": "deliveri"}
    write(folder, TOPIC_TERMS, term | {"weight": 1.0})
    of_all = {"topic_id": 0, "segment_id": ALL_USERS, "language": ALL, "is_burst": False}
    counts = [{"post_date": day, "post_count": 20 if n < 7 else 5} for n, day in enumerate(days)]
    write(folder, TOPIC_TRENDS, *(of_all | one for one in counts))
    shared = {"as_of_date": LAST, "model": "revenue", "currency": "EUR", "row_count": 100}
    shared |= {"residual_error": 5.0, "condition_number": 1.0, "standard_error": 0.5}
    write(
        folder,
        ROI_COEFFICIENTS,
        shared | {"term": "intercept", "coefficient": 10.0},
        shared
        | {"term": "search", "coefficient": 2.0, "intercept_covariance": -0.1, "vif": 1.0}
        | {"mean_spend": 50.0, "largest_spend": 500.0},
    )
