"""Runs every benchmark, each in a process of its own, one after the other: `make bench`.

    python benchmarks/run.py [--data ../shared/data] [--only encode readers] [--texts 4000]
        [--lake LAKE]

Prints what they print, and at the end their ratios together. With two cores expect some four hours
(an estimate); `--texts` makes shorter those that read texts. `--lake`, such as one of `make run`,
is what the API is asked over; without it, that is left out.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[1] / "shared" / "data"
BENCHMARKS = (
    ("encode", False),
    ("readers", True),
    ("value", False),
    ("growth", False),
    ("bgnbd", False),
    ("segments", False),
    ("friends", False),
    ("friends_recall", True),
    ("factors", True),
    ("entities", False),
    ("pipeline", False),
    ("scale", True),
    ("scoring", True),
    ("api", False),
    ("bandits", False),
    ("raw_to_postgres", True),
)
"""Each script, and whether it needs the real data sets."""
TAKE_TEXTS = ("encode", "readers", "scale", "scoring", "raw_to_postgres")
TAKE_LAKE = ("api",)


def main() -> int:
    """Run them all; 1 where one failed."""
    names = [name for name, _ in BENCHMARKS]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the real data sets")
    parser.add_argument("--only", nargs="+", choices=names, default=names)
    parser.add_argument("--texts", type=int, help="texts of those that take a number of them")
    parser.add_argument("--lake", type=Path, help="a lake that the API serves")
    asked = parser.parse_args()
    failed, ratios = [], []
    for name, needs_data in BENCHMARKS:
        if name not in asked.only:
            continue
        print(f"\n== {name}", flush=True)
        if needs_data and not asked.data.is_dir():
            print(f"skipped: the real data sets are not in {asked.data}")
            continue
        if name in TAKE_LAKE and not asked.lake:
            print("skipped: --lake names none that it could ask")
            continue
        arguments = ["--data", asked.data] if name in TAKE_TEXTS else []
        if asked.texts and name in TAKE_TEXTS:
            arguments += ["--texts", asked.texts]
        arguments += [asked.lake] if name in TAKE_LAKE else []
        code, lines = run(name, arguments)
        ratios += [line for line in lines if line.startswith("ratio ")]
        if code:
            failed.append(name)
    if ratios:
        print("\n== ratios", *ratios, sep="\n")
    if failed:
        print(f"\nfailed: {', '.join(failed)}")
    return 1 if failed else 0


def run(name: str, arguments: list[object]) -> tuple[int, list[str]]:
    """Run one and print what it prints at once; its exit code and its lines."""
    command = [sys.executable, "-u", str(HERE / f"{name}.py"), *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        lines = []
        for line in process.stdout or ():
            print(line, end="", flush=True)
            lines.append(line.rstrip())
    return process.returncode, lines


if __name__ == "__main__":
    sys.exit(main())
