"""Posts a second of the encode job and of the whole language pass, over two other ways.

    python benchmarks/encode.py [--data ../shared/data] [--texts 60000]

The same distinct texts go through, one after the other and each in processes of its own:

- the language jobs on a quarter of the texts, then on all (see language_pass.py);
- raw ONNX Runtime, one process with two threads and two with one, batches of 1 and of 32, sorted by
  length, with the same tokens: each on a quarter of the texts, the fastest of them then on all;
- Spark NLP as it comes, on the same quarter (see spark_nlp.py).

Nobody's start and loading is timed. The job's time is that of all it does: reading, finding known
texts, encoding and writing. Raw ONNX Runtime reads and writes nothing.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable
from figures import DATA, Ratio, measured_by, mib_of_folder
from raw_encoder import WAYS, Way, raw_seconds

from voxlake.core.cache import cache_dir
from voxlake.tables import TEXT_EMBEDDINGS

JOB = "embed_texts"
MEANINGS = "embed_meanings"
PART = 4


def main(arguments: list[str] | None = None) -> list[Ratio]:
    """Measure and print; the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--texts", type=int, default=60_000)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        temp = here / "temp"
        temp.mkdir()
        texts = here / "texts"
        wanted = ("--texts", asked.texts, "--data", asked.data)
        count = measured_by("texts.py", texts, *wanted, temp=temp)["texts"]
        quarter, whole, left = passes(texts, count, here)
        speeds = {f"the job {JOB}": count / whole["first"]["seconds"][JOB]}
        every = pq.read_table(texts)
        some = every.take(list(range(0, count, PART)))
        pq.write_table(some, here / "some")
        raw = {way: raw_speed(here, some, way) for way in WAYS}
        fastest = max(raw, key=lambda way: raw[way])
        fastest_raw = raw_speed(here, every, fastest)
        own = measured_by("spark_nlp.py", here / "some", here / "own", temp=temp)
        name = f"Spark NLP as it comes, batch {own['batch']}, a quarter"
        speeds |= {f"{way}, a quarter": speed for way, speed in raw.items()}
        speeds |= {str(fastest): fastest_raw, name: len(some) / own["seconds"]}
        ratios = compare(speeds, fastest_raw=fastest_raw, own=speeds[name], whole=whole) + growth(
            quarter, whole, left, different=differing(here)
        )
    print(f"\n{count:,} distinct texts")
    for what, speed in speeds.items():
        print(f"{what:<62} {speed:9.1f} posts/s")
    for day, which in (("first", "a day of new texts"), ("again", "the next day, all repeats")):
        for job, seconds in whole[day]["seconds"].items():
            print(f"{f'{job}, {which}':<62} {seconds:9.1f} s")
    print(*ratios, sep="\n")
    return ratios


def raw_speed(here: Path, texts: pa.Table, way: Way) -> float:
    """Texts a second that raw ONNX Runtime encodes."""
    return len(texts) / raw_seconds(here / "raw", texts["input"].to_pylist(), way)


def passes(texts: Path, count: int, here: Path) -> tuple[dict, dict, list[float]]:
    """The language pass on a quarter and on all, and MiB left in temporary folders by each."""
    found, left = [], []
    for name, size in (("quarter", count // PART), ("whole", count)):
        temp = here / "temp"
        lake = here / name
        found.append(measured_by("language_pass.py", texts, lake, "--texts", size, temp=temp))
        left.append(mib_of_folder(temp) + mib_of_folder(cache_dir() / "tmp"))
    return found[0], found[1], left


def differing(here: Path) -> float:
    """Share of the quarter's texts whose vectors among all texts are not the same to the bit."""
    quarter, whole = (vectors(here / name) for name in ("quarter", "whole"))
    shared = quarter.keys() & whole.keys()
    return sum(quarter[key] != whole[key] for key in shared) / len(shared)


def vectors(lake: Path) -> dict[str, bytes]:
    """The vector of each text, as bytes."""
    table = DeltaTable(str(lake / TEXT_EMBEDDINGS.layer / TEXT_EMBEDDINGS.name))
    found = table.to_pyarrow_table(columns=["text_hash", "vector"])
    made = found["vector"].combine_chunks()
    return {
        key: made[place].values.to_numpy().tobytes()
        for place, key in enumerate(found["text_hash"].to_pylist())
    }


def compare(
    speeds: dict[str, float], *, fastest_raw: float, own: float, whole: dict
) -> list[Ratio]:
    """The job over the others, and what the jobs around it cost."""
    job = speeds[f"the job {JOB}"]
    seconds, again = (whole[day]["seconds"] for day in ("first", "again"))
    spent = whole["first"]["cpu_seconds"]
    all_jobs, all_spent = sum(seconds.values()), sum(spent.values())
    of_feelings = all_jobs - seconds[MEANINGS]
    return [
        Ratio(
            "posts/s of the job over the fastest raw", job / fastest_raw, at_least=0.85, aim=0.95
        ),
        Ratio("posts/s of the job over Spark NLP as it comes", job / own, at_least=2.0),
        Ratio(
            "time of the whole language pass over the encode",
            of_feelings / seconds[JOB],
            at_most=1.1,
        ),
        Ratio(
            "time of it with vectors of meaning over without", all_jobs / of_feelings, at_most=1.6
        ),
        Ratio(
            "CPU seconds of it with vectors of meaning over without",
            all_spent / (all_spent - spent[MEANINGS]),
            at_most=1.6,
        ),
        Ratio(
            "share of a day of repeats that is encoded",
            whole["again"]["encoded"] / max(whole["first"]["encoded"], 1),
            at_most=0,
        ),
        Ratio("time of a day of repeats over a day of new texts", sum(again.values()) / all_jobs),
    ]


def growth(quarter: dict, whole: dict, left: list[float], *, different: float) -> list[Ratio]:
    """What should not grow with texts or runs, and what should not depend on the other texts."""
    copies = whole["copies_mib"]
    return [
        Ratio("share of vectors that depend on the other texts", different, at_most=0),
        Ratio(
            "peak memory, all texts over a quarter of them",
            whole["peak_mib"] / quarter["peak_mib"],
            at_most=1.2,
        ),
        Ratio(
            "size of temporary folders after a second run over the first",
            left[1] / max(left[0], 1),
            at_most=1,
        ),
        Ratio(
            "copies of the encoder in a session, second run over first",
            copies[1] / max(copies[0], 1),
            at_most=1,
        ),
    ]


if __name__ == "__main__":
    main()
