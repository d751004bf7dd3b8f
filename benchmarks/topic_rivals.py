"""Other makers of topics, as `topics.py` runs them: in an environment of their own.

They are no requirement of voxlake, and their numpy is a newer one than Spark 3.5 takes. Make an
environment with `pip install bertopic gensim hdbscan scikit-learn umap-learn` and name its Python
to `topics.py`. This file imports nothing of voxlake.

    python topic_rivals.py NAME FOLDER TOPICS SEED PASSES

The folder holds `terms.json`, a list of terms for each text, `texts.json`, the texts themselves,
and `vectors.npy`, a row for each; the answer is written to `NAME.json` there: the topic of each
text (-1: none) and ten terms of each topic. PASSES is how often gensim reads the texts to learn.
The last line that is printed tells seconds and versions.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import numpy as np

Terms = list[list[str]]
Found = tuple[list[int], list[list[str]]]
WORKERS = 2
_LEADING = 10
_LEAST_TEXTS, _LARGEST_SHARE = 5, 0.5  # as voxlake counts


def main() -> None:
    """Run one of them and write what it found."""
    name, folder = sys.argv[1], Path(sys.argv[2])
    topics, seed, passes = map(int, sys.argv[3:])
    terms = json.loads((folder / "terms.json").read_text())
    run, packages = RIVALS[name]
    versions = {package: version(package) for package in packages}  # fails where one is missing
    started, spent = time.perf_counter(), cpu_seconds()
    labels, leading = run(terms, folder, topics, seed, passes)
    seconds = {"seconds": time.perf_counter() - started, "cpu_seconds": cpu_seconds() - spent}
    (folder / f"{name}.json").write_text(json.dumps({"labels": labels, "leading": leading}))
    print(json.dumps({**seconds, "versions": versions}))


def cpu_seconds() -> float:
    """What this process and those that it started and that ended have spent."""
    return sum(os.times()[:4])


def gensim_lda(terms: Terms, _: Path, topics: int, seed: int, passes: int) -> Found:
    """LdaMulticore at its defaults but for passes, and a pass over the texts to assign them."""
    from gensim.corpora import Dictionary  # noqa: PLC0415
    from gensim.models import LdaMulticore  # noqa: PLC0415

    words = Dictionary(terms)
    words.filter_extremes(no_below=_LEAST_TEXTS, no_above=_LARGEST_SHARE, keep_n=20_000)
    counts = [words.doc2bow(text) for text in terms]
    model = LdaMulticore(counts, topics, words, workers=WORKERS, passes=passes, random_state=seed)
    labels = [
        max(model.get_document_topics(text, 0), key=lambda pair: pair[1])[0] if text else -1
        for text in counts
    ]
    leading = [[word for word, _ in model.show_topic(topic, _LEADING)] for topic in range(topics)]
    return labels, leading


def gensim_of_texts(_: Terms, folder: Path, topics: int, seed: int, passes: int) -> Found:
    """The same from the texts themselves, whose words gensim's own preprocessing finds."""
    from gensim.parsing.preprocessing import preprocess_documents  # noqa: PLC0415

    terms = preprocess_documents(json.loads((folder / "texts.json").read_text()))
    return gensim_lda(terms, folder, topics, seed, passes)


def sklearn_lda(terms: Terms, _: Path, topics: int, seed: int, __: int) -> Found:
    """Batch variational Bayes at its defaults."""
    from sklearn.decomposition import LatentDirichletAllocation  # noqa: PLC0415
    from sklearn.feature_extraction.text import CountVectorizer  # noqa: PLC0415

    counter = CountVectorizer(analyzer=_same, min_df=_LEAST_TEXTS, max_df=_LARGEST_SHARE)
    counts = counter.fit_transform(terms)
    model = LatentDirichletAllocation(topics, learning_method="batch", random_state=seed)
    return _found(model, counts, counter.get_feature_names_out())


def sklearn_nmf(terms: Terms, _: Path, topics: int, seed: int, __: int) -> Found:
    """Non-negative factors of TF-IDF at their defaults."""
    from sklearn.decomposition import NMF  # noqa: PLC0415
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415

    counter = TfidfVectorizer(analyzer=_same, min_df=_LEAST_TEXTS, max_df=_LARGEST_SHARE)
    weights = counter.fit_transform(terms)
    return _found(NMF(topics, random_state=seed), weights, counter.get_feature_names_out())


def bertopic(terms: Terms, folder: Path, topics: int, seed: int, _: int) -> Found:
    """UMAP and HDBSCAN over the vectors that voxlake made, brought down to that many topics."""
    from bertopic import BERTopic  # noqa: PLC0415
    from sklearn.feature_extraction.text import CountVectorizer  # noqa: PLC0415
    from umap import UMAP  # noqa: PLC0415

    model = BERTopic(
        nr_topics=topics + 1,  # it counts the texts of no topic as one
        umap_model=UMAP(15, 5, min_dist=0.0, metric="cosine", random_state=seed),
        vectorizer_model=CountVectorizer(tokenizer=str.split, token_pattern=None, lowercase=False),
    )
    joined = [" ".join(text) for text in terms]
    labels, _chances = model.fit_transform(joined, np.load(folder / "vectors.npy"))
    found = sorted(set(labels) - {-1})
    leading = [[word for word, _ in model.get_topic(topic)[:_LEADING]] for topic in found]
    return [int(label) for label in labels], leading


def _found(model: object, counts: object, words: np.ndarray) -> Found:
    shares = model.fit_transform(counts)
    known = np.asarray(counts.sum(axis=1)).ravel() > 0
    labels = np.where(known, shares.argmax(axis=1), -1)
    order = np.argsort(-model.components_, axis=1)[:, :_LEADING]
    return labels.tolist(), [words[places].tolist() for places in order]


def _same(text: list[str]) -> list[str]:
    return text


RIVALS: dict[str, tuple[Callable[[Terms, Path, int, int, int], Found], tuple[str, ...]]] = {
    "gensim LdaMulticore": (gensim_lda, ("gensim",)),
    "gensim of texts": (gensim_of_texts, ("gensim",)),
    "scikit-learn LDA": (sklearn_lda, ("scikit-learn",)),
    "scikit-learn NMF": (sklearn_nmf, ("scikit-learn",)),
    "BERTopic": (bertopic, ("bertopic", "umap-learn", "hdbscan")),
}


if __name__ == "__main__":
    main()
