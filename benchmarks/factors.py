"""Factors by Spark ML as voxlake fits them beside the package `implicit`: seconds, and lists.

    python benchmarks/factors.py [--data ../shared/data] [--users 50000] [--items 10000]
        [--only shop made-up] [--numbers 64 0.1 0.3] [--rivals PYTHON]

Both are given the same wishes, on two cores: of the orders of online_retail, and of made-up users
with tastes, up to two weeks before the last day. Their lists are judged by these two weeks, of what
a user had not had. Ranks, alphas and penalties were chosen before, by the two weeks before these,
each by itself, of made-up users on a tenth of them; the ranks and alphas to choose from are those
of the settings, or those of voxlake are `--numbers`: rank, penalty and alpha. PYTHON has to have
implicit; without it voxlake is beside what is popular alone.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from factors_data import LAST, as_actions, cut_at, made_up, of_shop
from factors_lists import Cut
from figures import DATA, HERE, Ratio, show, two_cores
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.recommend.content.als import (
    ITEM_NUMBER,
    USER_NUMBER,
    Numbers,
    factors_of,
    fit_factors,
)
from voxlake.recommend.content.choice import choose_numbers
from voxlake.recommend.content.settings import ContentSettings

SETTINGS = ContentSettings()
FITTED_TO = LAST - timedelta(days=SETTINGS.validation_days)
CHOSEN_TO = FITTED_TO - timedelta(days=SETTINGS.validation_days)
TENTH = 10
AT_LEAST = {
    "popular": {"ndcg@10": 1.0},
    "implicit": {"ndcg@10": 0.9, "recall@10": 0.9, "seconds": None},
}


def main() -> int:
    """Measure each data set; 1 where a limit is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--users", type=int, default=50_000, help="of the made-up data")
    parser.add_argument("--items", type=int, default=10_000, help="of the made-up data")
    parser.add_argument("--only", nargs="+", choices=["shop", "made-up"])
    parser.add_argument("--numbers", nargs=3, type=float, help="fit these instead of choosing")
    parser.add_argument("--rivals", help="a Python with the package implicit")
    asked = parser.parse_args()
    spark = two_cores()
    ratios: list[Ratio] = []
    for name in asked.only or ("shop", "made-up"):
        rows = of_shop(asked.data) if name == "shop" else made_up(asked.users, asked.items)
        with tempfile.TemporaryDirectory() as folder:
            rows.to_parquet(f"{folder}/rows.parquet")
            actions = as_actions(spark.read.parquet(f"{folder}/rows.parquet")).cache()
            is_few = F.pmod(F.xxhash64("user_id"), F.lit(TENTH)) == 0
            few = actions if name == "shop" else actions.where(is_few)
            numbers = chosen_on(few) if asked.numbers is None else given(*asked.numbers)
            print(f"{name}: {numbers}", flush=True)
            ours, later = of_voxlake(actions, numbers)
            ratios += beside(name, ours, later, few=few, rivals=asked.rivals, folder=Path(folder))
            actions.unpersist()
    print(*ratios, sep="\n")
    return 0 if all(ratio.is_held for ratio in ratios) else 1


def chosen_on(actions: DataFrame) -> Numbers:
    """The best of the settings by the two weeks up to `FITTED_TO`."""
    before = actions.where(F.col("day") <= F.lit(FITTED_TO))
    return choose_numbers(before, FITTED_TO, SETTINGS).numbers


def given(rank: float, penalty: float, alpha: float) -> Numbers:
    """Those of the command line."""
    return Numbers(int(rank), -penalty, alpha)


def of_voxlake(actions: DataFrame, numbers: Numbers) -> tuple[dict[str, float], Cut]:
    """Seconds of the fit and figures of its lists, and the cut by which they are judged."""
    rows, later, users, items = cut_at(actions, FITTED_TO, LAST, SETTINGS)
    print(f"{later.known.nnz:,} wishes of {len(users):,} users, {len(items):,} items", flush=True)
    rows = rows.cache()
    rows.count()
    start = time.perf_counter()
    model = fit_factors(rows, numbers, SETTINGS)
    seconds = time.perf_counter() - start
    matrices = (
        matrix(factors_of(model.userFactors, USER_NUMBER), users, model.rank),
        matrix(factors_of(model.itemFactors, ITEM_NUMBER), items, model.rank),
    )
    rows.unpersist()
    return {"seconds": seconds, **later.figures(*matrices)}, later


def beside(
    name: str,
    ours: dict[str, float],
    later: Cut,
    *,
    few: DataFrame,
    rivals: str | None,
    folder: Path,
) -> list[Ratio]:
    """What voxlake found over what is popular, and over what the rival finds, chosen on few."""
    popular = later.figures_of_popular()
    show("popular", popular)
    show("voxlake", ours)
    ratios = [held(name, "ndcg@10", ours, "popular", popular)]
    if rivals:
        _, earlier, _, _ = cut_at(few, CHOSEN_TO, FITTED_TO, SETTINGS)
        theirs = of_rival(earlier, later, rivals, folder)
        show("implicit", theirs)
        ratios += [held(name, figure, ours, "implicit", theirs) for figure in AT_LEAST["implicit"]]
    return ratios


def held(
    name: str, figure: str, ours: dict[str, float], over: str, theirs: dict[str, float]
) -> Ratio:
    """A figure of voxlake over that of another."""
    said = f"factors, {name}: {figure} over {over}"
    return Ratio(said, ours[figure] / theirs[figure], at_least=AT_LEAST[over][figure])


def of_rival(earlier: Cut, later: Cut, python: str, folder: Path) -> Any:
    """What factors_rival.py finds."""
    earlier.write(folder / "earlier")
    later.write(folder / "later")
    asked = {
        "ranks": SETTINGS.ranks,
        "alphas": SETTINGS.alphas,
        "iterations": SETTINGS.iterations,
    }
    (folder / "asked.json").write_text(json.dumps(asked))
    command = [python, str(HERE / "factors_rival.py"), str(folder)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def matrix(found: DataFrame, keys: pd.DataFrame, rank: int) -> np.ndarray:
    """Factors in the order of the keys."""
    rows = found.toDF("number", "factors").toPandas()
    made = np.zeros((len(keys), rank))
    place = pd.Series(keys.index, index=keys.number)
    made[place[rows.number].to_numpy()] = np.stack(rows.factors.to_list())
    return made


if __name__ == "__main__":
    sys.exit(main())
