"""Factors by the package `implicit`, for factors.py, in a Python that has it.

    python factors_rival.py FOLDER

Needs implicit and scipy. Tries ranks, penalties and alphas on the cut `earlier` of the folder, fits
the best by NDCG to the cut `later`, and prints seconds and figures as JSON. An item of wish r is
sure as 1 + alpha r, as for voxlake.
"""

from __future__ import annotations

import json
import os
import sys
import time
from itertools import product
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # implicit has threads of its own

import numpy as np
from factors_lists import Cut
from implicit.als import AlternatingLeastSquares

CORES = 2
PENALTIES = (0.1, 1.0, 10.0, 100.0)
"""The package's penalty is not times the number of a user's items."""


def main() -> None:
    """Choose, fit, judge."""
    folder = Path(sys.argv[1])
    asked = json.loads((folder / "asked.json").read_text())
    earlier, later = (Cut.read(folder / name) for name in ("earlier", "later"))
    tried = {
        numbers: figures_of(earlier, numbers, asked["iterations"])["ndcg@10"]
        for numbers in product(asked["ranks"], PENALTIES, asked["alphas"])
    }
    best = max(tried, key=tried.__getitem__)
    found = figures_of(later, best, asked["iterations"])
    rank, penalty, alpha = best
    print(json.dumps({**found, "rank": rank, "regularisation": penalty, "alpha": alpha}))


def figures_of(cut: Cut, numbers: tuple[int, float, float], iterations: int) -> dict[str, float]:
    rank, penalty, alpha = numbers
    sure = cut.known.astype(np.float32)
    sure.data = 1 + alpha * sure.data
    start = time.perf_counter()
    model = AlternatingLeastSquares(
        factors=rank,
        regularization=penalty,
        iterations=iterations,
        num_threads=CORES,
        random_state=7,
        use_gpu=False,
    )
    model.fit(sure, show_progress=False)
    seconds = time.perf_counter() - start
    return {"seconds": seconds, **cut.figures(model.user_factors, model.item_factors)}


if __name__ == "__main__":
    main()
