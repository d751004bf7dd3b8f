"""Topics of voxlake, by each of its methods, beside those of others, from the same texts.

    python benchmarks/topics.py ../shared/data --cache /tmp/topics [--rivals PYTHON]
        [--only search_snippets] [--seeds 1 2 3] [--speed 500000]

Says NMI against people's labels at the same number of topics (a text of no topic is one of a topic
of its own), NPMI of the ten leading terms of each topic, the share of these terms that no other
topic has (Dieng, Ruiz and Blei, TACL 2020), seconds of fit and assignment, and peak memory, each
method in a process of its own on two cores. Vectors, which `embed_meanings` makes once for other
jobs too, are made before and kept in the cache; terms are those of voxlake, to others without
phrases. `topic_rivals.py` says what PYTHON has to have; what it lacks is named and left out.

With --speed: fit and assignment of so many titles of reddit_top, beside gensim's fit and pass.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
import pandas as pd
from figures import CORES, HERE, Ratio, Watch, measured_by, two_cores
from sklearn.metrics import normalized_mutual_info_score
from topic_corpora import CORPORA, DRAW, Labelled, meanings_of, titles, write_texts
from topic_rivals import RIVALS

from voxlake.topics.assign import assign_topics
from voxlake.topics.coherence import DocumentCounts, npmi
from voxlake.topics.settings import TopicSettings
from voxlake.topics.topics import draw_samples, fit_topics

OURS = ("embeddings", "nmf", "lda")
LEADING = 10
PASSES = 10  # of gensim; for speed one
TOPICS_OF_TITLES = 20
GENSIM = "gensim LdaMulticore"


@dataclass(frozen=True)
class Figures:
    """What one run of a method gave."""

    nmi: float
    npmi: float
    diversity: float
    seconds: float
    peak_mib: float


def main() -> None:
    """Make the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, nargs="?", help="folder of the shared data")
    parser.add_argument("--cache", type=Path, help="folder to keep texts and vectors in")
    parser.add_argument("--rivals", help="a Python with the packages of the others")
    parser.add_argument("--only", nargs="*", choices=[*CORPORA], default=[*CORPORA])
    parser.add_argument("--seeds", nargs="*", type=int, default=[1, 2, 3])
    parser.add_argument("--speed", type=int, metavar="TITLES")
    parser.add_argument("--part", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--topics", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--seed", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.part == "texts":
        write_texts(asked.folder, has_vectors=True)
        print(json.dumps({}))
    elif asked.part == "titles":
        write_texts(asked.folder, has_vectors=False)
        print(json.dumps({}))
    elif asked.part:
        print(json.dumps(of_voxlake(asked.part, asked.folder, asked.topics, asked.seed)))
    elif asked.speed:
        speed(asked)
    else:
        for name in asked.only:
            compare(name, asked)


def compare(name: str, asked: argparse.Namespace) -> None:
    """Run all methods on a corpus, print a line for each and the ratios."""
    folder = asked.cache / name
    prepare(folder, CORPORA[name](asked.data), "texts")
    labels = pd.read_parquet(folder / "labels.parquet").label.to_numpy()
    documents = json.loads((folder / "documents.json").read_text())
    topics = len(set(labels))
    print(f"{name}: {len(labels):,} texts, {topics} labels, seeds {asked.seeds}")
    means = {}
    for method in (*OURS, *RIVALS):
        runs = []
        for seed in asked.seeds:
            if found := run_of(method, folder, topics, seed, passes=PASSES, rivals=asked.rivals):
                runs.append(figures_of(found, folder / f"{method}.json", labels, documents))
        if runs:
            means[method] = mean = Figures(*np.mean([list(vars(r).values()) for r in runs], axis=0))
            print(
                f"  {method:<20} NMI {mean.nmi:.3f} NPMI {mean.npmi:+.3f} diversity "
                f"{mean.diversity:.2f} {mean.seconds:7.1f} s {mean.peak_mib:7,.0f} MiB",
                flush=True,
            )
    for one, other in (("lda", "scikit-learn LDA"), ("lda", GENSIM), ("embeddings", "BERTopic")):
        if one in means and other in means:
            ratio = means[one].nmi / means[other].nmi
            print(Ratio(f"{name}: NMI of {one} / {other}", ratio))


def speed(asked: argparse.Namespace) -> None:
    """Fit and assignment of many titles by voxlake's LDA and by gensim's."""
    folder = asked.cache / f"titles_{asked.speed}"
    prepare(folder, titles(asked.data).sample(asked.speed, random_state=DRAW), "titles")
    found = {}
    for method in ("lda", "nmf", GENSIM):
        if found_here := run_of(method, folder, TOPICS_OF_TITLES, 1, passes=1, rivals=asked.rivals):
            found[method] = found_here
            print(f"{method:<20} {json.dumps(found_here)}", flush=True)
    if GENSIM in found:
        theirs = found[GENSIM]["seconds"]
        for method in set(found) - {GENSIM}:
            own = found[method]["seconds"]
            print(Ratio(f"{asked.speed} titles: seconds of {method} / {GENSIM}", own / theirs))


def run_of(
    method: str, folder: Path, topics: int, seed: int, *, passes: int, rivals: str | None
) -> dict[str, Any] | None:
    """Seconds and memory of a run; None, and a word, where a rival is missing."""
    if method in OURS:
        options = ("--part", method, "--folder", folder, "--topics", topics, "--seed", seed)
        with Watch(os.getpid(), every=0.5) as watch:
            found = measured_by("topics.py", *options, temp=folder)
        return {**found, "peak_mib": watch.peak}
    if not rivals:
        print(f"  {method:<20} left out: no --rivals", flush=True)
        return None
    command = [rivals, str(HERE / "topic_rivals.py"), method, str(folder)]
    command += map(str, (topics, seed, passes))
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment |= {f"{name}_NUM_THREADS": str(CORES) for name in ("OMP", "OPENBLAS", "NUMBA")}
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    if done.returncode:
        print(f"  {method:<20} left out: {done.stderr.strip().splitlines()[-1]}", flush=True)
        return None
    found = json.loads(done.stdout.splitlines()[-1])
    print(f"  {method:<20} {found['versions']} seed {seed}", flush=True)
    return found


def figures_of(
    found: dict[str, Any], answer: Path, labels: np.ndarray, documents: list[list[str]]
) -> Figures:
    """How good an answer is."""
    told = json.loads(answer.read_text())
    return Figures(
        normalized_mutual_info_score(labels, told["labels"]),
        coherence(told["leading"], documents),
        len({term for terms in told["leading"] for term in terms}) / sum(map(len, told["leading"])),
        found["seconds"],
        found["peak_mib"],
    )


def coherence(leading: Sequence[Sequence[str]], documents: list[list[str]]) -> float:
    """Mean NPMI of the topics, counted in all texts."""
    wanted = {term for terms in leading for term in terms}
    pairs: Counter[tuple[str, str]] = Counter()
    for document in documents:
        pairs.update(combinations_with_replacement(sorted(wanted & set(document)), 2))
    counts = DocumentCounts(len(documents), pairs)
    return fmean(npmi(terms, counts) for terms in leading)


def prepare(folder: Path, texts: Labelled, part: str) -> None:
    """Write what the methods read, once."""
    if (folder / "terms.json").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    texts = texts.assign(lower=texts.text.str.lower()).drop_duplicates("lower")
    texts = texts.assign(post_id=[f"{place:07}" for place in range(len(texts))])
    texts[["post_id", "text", "label"]].to_parquet(folder / "labels.parquet")
    measured_by("topics.py", "--part", part, "--folder", folder, temp=folder)


def of_voxlake(method: str, folder: Path, topics: int, seed: int) -> dict[str, float]:
    """Fit and assign as the jobs do it; reads and writes files."""
    spark = two_cores()
    posts = spark.read.parquet(str(folder / "posts"))
    meanings = meanings_of(spark, folder)
    posts.count()  # the session's first query is slow
    settings = TopicSettings(method=method, topics=topics, seed=seed)
    started = time.perf_counter()
    fitted = fit_topics(posts, draw_samples(posts, meanings, settings), settings)
    fit_seconds = time.perf_counter() - started
    assigned = assign_topics(posts, meanings, fitted.model, "1", settings)
    assigned.write.mode("overwrite").parquet(str(folder / f"{method}_posts"))
    seconds = time.perf_counter() - started
    topic_of = spark.read.parquet(str(folder / f"{method}_posts")).select("post_id", "topic_id")
    told = posts.select("post_id").join(topic_of, "post_id", how="left").toPandas()
    labels = told.sort_values("post_id").topic_id.fillna(-1).astype(int).tolist()
    leading = [[term.stem for term in topic.terms[:LEADING]] for topic in fitted.topics]
    (folder / f"{method}.json").write_text(json.dumps({"labels": labels, "leading": leading}))
    spark.stop()
    return {"seconds": seconds, "fit_seconds": fit_seconds}


if __name__ == "__main__":
    main()
