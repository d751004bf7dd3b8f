"""Runs every benchmark, each in a process of its own, one after the other: `make bench`."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[1] / "shared" / "data"


def main() -> int:
    """Run them all; 1 where one failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the real data sets")
    data = parser.parse_args().data
    failed = []
    with tempfile.TemporaryDirectory() as scratch:
        for name, arguments, needs_data in (
            ("encode", ["--data", data], False),
            ("value", [], False),
            ("pipeline", [], False),
            ("sentiment", [data, "--cache", scratch], True),
        ):
            print(f"\n== {name}", flush=True)
            if needs_data and not data.is_dir():
                print(f"skipped: the real data sets are not in {data}")
                continue
            done = subprocess.run([sys.executable, HERE / f"{name}.py", *arguments], check=False)
            if done.returncode:
                failed.append(name)
    if failed:
        print(f"\nfailed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
