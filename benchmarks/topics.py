"""Topics of voxlake, by each of its methods, beside those of others, from the same texts.

    python benchmarks/topics.py ../shared/data --cache /tmp/topics [--rivals PYTHON]
        [--only search_snippets] [--methods lda BERTopic] [--seeds 1 2 3] [--speed 500000]

Says NMI against people's labels at the same number of topics (a text of no topic is one of a topic
of its own), the share of texts that have a topic, NPMI of the ten leading terms of each topic, the
share of these terms that no other topic has (Dieng, Ruiz and Blei, TACL 2020), seconds of fit and
assignment and what cores spent on them, with what they are of gensim's, and peak memory: each
method in a process of its own on two cores. Vectors, which `embed_meanings` makes once for other
jobs too, are made before. Voxlake reads texts; others get its terms, ready and without phrases.
`topic_rivals.py` says what PYTHON has to have; what it lacks is named and left out. What was
measured is kept in the cache, and a second call makes its table of what both measured.

With --speed: fit and assignment of so many titles of reddit_top in fifty days, and of one of these
days again, beside gensim's fit and pass.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations_with_replacement
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
import pandas as pd
from figures import CORES, HERE, Ratio, Watch, measured_by
from sklearn.metrics import normalized_mutual_info_score
from topic_corpora import CORPORA, DRAW, Labelled, titles, write_matrix
from topic_rivals import RIVALS

from voxlake.topics.coherence import DocumentCounts, npmi

OURS = ("embeddings", "nmf", "lda")
PASSES = 10  # of gensim; for speed one
TOPICS_OF_TITLES, DAYS_OF_TITLES = 20, 50
GENSIM, GENSIM_OF_TEXTS = "gensim LdaMulticore", "gensim of texts"
COMPARED = tuple(name for name in (*OURS, *RIVALS) if name != GENSIM_OF_TEXTS)
TIMED = (*OURS, GENSIM, GENSIM_OF_TEXTS)
SPENT = ("seconds", "cpu_seconds")
Run = dict[str, Any]


def main() -> None:
    """Make the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder of the shared data")
    parser.add_argument("--cache", type=Path, required=True, help="folder of texts and figures")
    parser.add_argument("--rivals", help="a Python with the packages of the others")
    parser.add_argument("--only", nargs="*", choices=[*CORPORA], default=[*CORPORA])
    parser.add_argument("--methods", nargs="*", choices=[*OURS, *RIVALS])
    parser.add_argument("--seeds", nargs="*", type=int, default=[1, 2, 3])
    parser.add_argument("--speed", type=int, metavar="TITLES")
    asked = parser.parse_args()
    if asked.speed:
        speed(asked)
        return
    for name in asked.only:
        compare(name, asked)


def compare(name: str, asked: argparse.Namespace) -> None:
    """Run methods on a corpus, print a table and ratios of all that were run on it."""
    folder = asked.cache / name
    prepare(folder, CORPORA[name](asked.data))
    labels = pd.read_parquet(folder / "texts.parquet").label.to_numpy()
    documents = json.loads((folder / "documents.json").read_text())
    if not (folder / "vectors.npy").exists():
        write_matrix(folder)
    for method in asked.methods or COMPARED:
        for seed in asked.seeds:
            file = folder / f"{method} {seed}.run.json"
            if file.exists():
                continue
            if run := run_of(
                method, folder, len(set(labels)), seed, passes=PASSES, rivals=asked.rivals
            ):
                run |= goodness(folder / f"{method}.json", labels, documents)
                file.write_text(json.dumps(run))
                print(name, method, seed, json.dumps(run), flush=True)
    print(f"\n{name}: {len(labels):,} texts, {len(set(labels))} labels\n")
    table(folder, COMPARED)


def table(folder: Path, methods: Iterable[str]) -> None:
    """Print the means of the runs that are kept in a folder, and ratios of them."""
    runs = {method: kept_runs(folder, method) for method in methods}
    means = {
        method: {key: fmean(run[key] for run in found) for key in found[0] if key != "versions"}
        for method, found in runs.items()
        if found
    }
    print(
        "| method | NMI | with a topic | NPMI | diversity | seconds | CPU seconds | MiB | seeds |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for method, mean in means.items():
        theirs = means.get(GENSIM, mean)
        spent = [f"{mean[key]:.1f} ({mean[key] / theirs[key]:.2f})" for key in SPENT]
        print(
            f"| {method} | {mean['nmi']:.3f} | {mean['has_topic']:.0%} | {mean['npmi']:+.3f} "
            f"| {mean['diversity']:.2f} | {' | '.join(spent)} | {mean['peak_mib']:,.0f} "
            f"| {len(runs[method])} |"
        )
    versions = {
        key: version
        for found in runs.values()
        for run in found
        for key, version in run.get("versions", {}).items()
    }
    print("\n" + ", ".join(f"{package} {version}" for package, version in versions.items()))
    for one, other in (("lda", "scikit-learn LDA"), ("lda", GENSIM), ("embeddings", "BERTopic")):
        if one in means and other in means:
            ratio = means[one]["nmi"] / means[other]["nmi"]
            print(Ratio(f"{folder.name}: NMI of {one} / {other}", ratio))


def kept_runs(folder: Path, method: str) -> list[Run]:
    """What runs of a method on a corpus gave, one a seed."""
    files = sorted(folder.glob(f"{method} *.run.json"))
    return [json.loads(file.read_text()) for file in files]


def speed(asked: argparse.Namespace) -> None:
    """Fit and assignment of many titles by voxlake and by gensim, and of a day of them."""
    folder = asked.cache / f"titles_{asked.speed}"
    texts = titles(asked.data)
    texts = texts[~texts.text.str.lower().duplicated()]
    told = prepare(folder, texts.sample(asked.speed, random_state=DRAW), days=DAYS_OF_TITLES)
    print(f"{asked.speed:,} titles, whose vectors took {told['vector_seconds']:.0f} s", flush=True)
    for method in asked.methods or TIMED:
        file = folder / f"{method}.run.json"
        if not file.exists():
            run = run_of(
                method, folder, TOPICS_OF_TITLES, asked.seeds[0], passes=1, rivals=asked.rivals
            )
            if run is None:
                continue
            file.write_text(json.dumps(run))
        print(method, file.read_text(), flush=True)
    files = {method: folder / f"{method}.run.json" for method in TIMED}
    found = {m: json.loads(file.read_text()) for m, file in files.items() if file.exists()}
    for other in (GENSIM, GENSIM_OF_TEXTS):
        for method in OURS:
            if method in found and other in found:
                for key in SPENT:
                    ratio = found[method][key] / found[other][key]
                    print(Ratio(f"{asked.speed} titles: {key} of {method} / {other}", ratio))


def run_of(
    method: str, folder: Path, topics: int, seed: int, *, passes: int, rivals: str | None
) -> Run | None:
    """Seconds and memory of a run; None, and a word, where a rival is missing."""
    if method not in OURS and not rivals:
        print(f"{method} left out: no --rivals", flush=True)
        return None
    script = "topic_ours.py" if method in OURS else "topic_rivals.py"
    command = [rivals or "", str(HERE / script), method, str(folder), *map(str, (topics, seed))]
    environment = os.environ | {"TMPDIR": str(folder)}
    if method in OURS:
        command[0] = sys.executable
    else:
        command.append(str(passes))
        environment.pop("PYTHONPATH", None)
        environment |= {f"{name}_NUM_THREADS": str(CORES) for name in ("OMP", "OPENBLAS", "NUMBA")}
    with Watch(os.getpid(), every=0.5) as watch:
        done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    if done.returncode:
        print(f"{method} left out: {done.stderr.strip().splitlines()[-1]}", flush=True)
        return None
    found = json.loads(done.stdout.splitlines()[-1])
    return {**found, "peak_mib": watch.peak - watch.seen[0][1]}


def goodness(answer: Path, labels: np.ndarray, documents: list[list[str]]) -> dict[str, float]:
    """How good an answer is."""
    told = json.loads(answer.read_text())
    leading = told["leading"]
    return {
        "nmi": normalized_mutual_info_score(labels, told["labels"]),
        "has_topic": float(np.mean(np.array(told["labels"]) >= 0)),
        "npmi": coherence(leading, documents),
        "diversity": len({term for terms in leading for term in terms}) / sum(map(len, leading)),
    }


def coherence(leading: Sequence[Sequence[str]], documents: list[list[str]]) -> float:
    """Mean NPMI of the topics, counted in all texts."""
    wanted = {term for terms in leading for term in terms}
    pairs: Counter[tuple[str, str]] = Counter()
    for document in documents:
        pairs.update(combinations_with_replacement(sorted(wanted & set(document)), 2))
    counts = DocumentCounts(len(documents), pairs)
    return fmean(npmi(terms, counts) for terms in leading)


def prepare(folder: Path, texts: Labelled, days: int = 1) -> Run:
    """Write what the methods read, once; what was said of it."""
    said = folder / "prepared.json"
    if not said.exists():
        folder.mkdir(parents=True, exist_ok=True)
        texts = texts[~texts.text.str.lower().duplicated()]
        texts = texts.assign(post_id=[f"{place:07}" for place in range(len(texts))])
        texts[["post_id", "text", "label"]].to_parquet(folder / "texts.parquet", index=False)
        (folder / "texts.json").write_text(json.dumps(texts.text.tolist()))
        told = measured_by("topic_corpora.py", folder, days, temp=folder)
        said.write_text(json.dumps(told))
    return dict(json.loads(said.read_text()))


if __name__ == "__main__":
    main()
