"""Writes a graph of follows with some accounts that half of all follow, for `friends.py`.

    python benchmarks/friends_graph.py FOLDER [--users 1000000] [--edges 20000000] [--stars 10]
        [--fans 500000]

The stars have `fans` followers each, drawn by chance. Of the other follows half stay among the
hundred or so people of a neighbourhood, and half go to anyone, by a power law: the most popular
thousands have more followers than the usual cap. Those of a neighbourhood share topics. The same
numbers give the same graph.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

SEED = 27
NEIGHBOURHOOD = 120
TOPICS = 40
TAGS = 500
SKEW = 2.2  # the larger, the more the first ranks attract
FILES = 16


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    add_sizes(parser)
    asked = parser.parse_args()
    write_graph(asked.folder, asked.users, asked.edges, asked.stars, asked.fans)


def add_sizes(parser: argparse.ArgumentParser) -> None:
    """The options that say how large a graph is."""
    parser.add_argument("--users", type=int, default=1_000_000)
    parser.add_argument("--edges", type=int, default=20_000_000)
    parser.add_argument("--stars", type=int, default=10)
    parser.add_argument("--fans", type=int, default=500_000)


def write_graph(folder: Path, users: int, edges: int, stars: int, fans: int) -> None:
    """Parquet files `follows` and `people`, and the follows as an array `pairs.npy`."""
    rng = np.random.default_rng(SEED)
    pairs = drawn(rng, users, edges, stars, fans)
    np.save(folder / "pairs.npy", pairs)
    names = np.char.add("u", np.char.zfill(np.arange(users).astype(str), len(str(users))))
    for number, part in enumerate(np.array_split(rng.permutation(len(pairs)), FILES)):
        follower, followed = pairs[part].T
        columns = {"follower_id": names[follower], "followed_id": names[followed]}
        since = pa.nulls(len(part), pa.timestamp("us", tz="UTC"))
        write(folder / "follows", number, {**columns, "followed_at": since})
    for number, part in enumerate(np.array_split(np.arange(users), FILES)):
        interests = {
            "top_topics": lists(near(rng, part, TOPICS, 3).astype(np.int32)),
            "top_hashtags": lists(np.char.add("#tag", near(rng, part, TAGS, 5).astype(str))),
        }
        write(folder / "people", number, {"user_id": names[part], **interests})


def drawn(rng: np.random.Generator, users: int, edges: int, stars: int, fans: int) -> np.ndarray:
    """Follows, each once, as rows of follower and followed."""
    chosen = rng.choice(users, stars, replace=False)
    of_stars = [
        code(rng.choice(np.delete(np.arange(users), star), fans, replace=False), star, users)
        for star in chosen
    ]
    found = np.unique(np.concatenate(of_stars)) if stars else np.array([], dtype=np.int64)
    while len(found) < edges:
        count = int((edges - len(found)) * 1.1) + 100
        more = others(rng, users, count)
        more = more[~np.isin(more % users, chosen)]
        new = np.setdiff1d(more, found)
        found = np.concatenate([found, rng.permutation(new)[: edges - len(found)]])
        found.sort()
    return np.stack([found // users, found % users], axis=1)


def others(rng: np.random.Generator, users: int, count: int) -> np.ndarray:
    """Codes of follows of people who are no stars."""
    activity = rng.lognormal(0, 0.8, users)
    follower = rng.choice(users, count, p=activity / activity.sum())
    beside = follower + rng.integers(1, NEIGHBOURHOOD // 2, count) * rng.choice([-1, 1], count)
    rank = np.floor(rng.random(count) ** SKEW * users).astype(np.int64)
    anyone = (rank * (2**31 - 1) + 11) % users
    followed = np.where(rng.random(count) < 0.5, beside % users, anyone)
    return code(follower, followed, users)[follower != followed]


def code(follower: np.ndarray, followed: np.ndarray, users: int) -> np.ndarray:
    return follower.astype(np.int64) * users + followed


def near(rng: np.random.Generator, people: np.ndarray, kinds: int, count: int) -> np.ndarray:
    """Different interests of people, which those of a neighbourhood have in common for a part."""
    first = (people // NEIGHBOURHOOD * 7 + rng.integers(0, count, len(people)))[:, None]
    return (first + np.arange(count)) % kinds


def lists(values: np.ndarray) -> pa.Array:
    return pa.FixedSizeListArray.from_arrays(pa.array(values.ravel()), values.shape[1]).cast(
        pa.list_(pa.array(values[:1].ravel()).type)
    )


def write(folder: Path, number: int, columns: dict[str, object]) -> None:
    folder.mkdir(exist_ok=True)
    pq.write_table(pa.table(columns), folder / f"{number:02}.parquet")


if __name__ == "__main__":
    main()
