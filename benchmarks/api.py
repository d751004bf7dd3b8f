"""The API over a lake: milliseconds of pages and of posts, and what 500 clients at once are told.

    python benchmarks/api.py LAKE [--requests 100] [--clients 500]

The server runs in a process of its own, asked over loopback by one client at a time, and then by
many at once. Pages are of 100 rows; each table is asked for once before it is measured. Posts are
usable ones of the lake, each understood whole (`POST /v1/understand`); the first, which has models
and vectors loaded, is told apart.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import numpy as np
import pyarrow.dataset as ds
from deltalake import DeltaTable

from voxlake.lake.place import Root
from voxlake.tables import POSTS

RUN = "from voxlake.cli.commands import main; main()"
PAGES = {
    "post_sentiment": "",
    "post_topics": "",
    "post_entities": "order=-post_date",
    "brand_sentiment": "",
    "topic_trends": "",
    "user_mood": "latest=true",
    "user_features": "latest=true",
    "user_segments": "latest=true",
    "user_value": "latest=true&order=-revenue",
    "user_recommendations": "latest=true",
    "growth": "",
    "forecasts": "latest=true",
    "job_runs": "",
}
AIM_MS = 100
_ROWS = 100


def main() -> None:
    """Ask, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lake")
    parser.add_argument("--requests", type=int, default=100)
    parser.add_argument("--clients", type=int, default=500)
    asked = parser.parse_args()
    with served(asked.lake) as address:
        all_ms = one_at_a_time(address, asked.requests)
        print(f"{'all':24}{p(all_ms, 50):9.1f}{p(all_ms, 95):9.1f} ms (aim: p95 < {AIM_MS})")
        understood(address, texts_of(asked.lake, asked.requests + 1))
        asyncio.run(at_once(address, asked.clients))


@contextmanager
def served(lake: str) -> Iterator[str]:
    """The address of a server over a lake, which ends with the block."""
    words = ["api", "--lake", lake, "--port", "0", "--set", "auth.open_as=me"]
    limits = ["--set", "auth.requests_per_minute=1000000", "--set", "auth.burst=1000000"]
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, *words, *limits, "--log-level", "error"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield re.search(r"http://\S+:\d+", process.stdout.readline())[0]
    finally:
        process.terminate()
        process.wait(30)


def one_at_a_time(address: str, requests: int) -> list[float]:
    """Milliseconds of every request."""
    found = []
    print(f"{'resource':24}{'p50':>9}{'p95':>9}{'rows':>7}")
    with httpx.Client(base_url=address, trust_env=False) as client:
        for resource, query in PAGES.items():
            path = f"/v1/{resource}?limit={_ROWS}&{query}"
            answer = client.get(path)
            if answer.status_code != 200:
                print(f"{resource:24}{answer.text}")
                continue
            ms = [timed(client, path) for _ in range(requests)]
            rows = len(answer.json()["rows"])
            print(f"{resource:24}{p(ms, 50):9.1f}{p(ms, 95):9.1f}{rows:7}")
            found += ms
    return found


def texts_of(lake: str, count: int) -> list[str]:
    """Texts of usable posts, those first that were written first."""
    posts = DeltaTable(Root(lake).path_of(POSTS)).to_pyarrow_dataset()
    found = posts.to_table(["post_id", "text", "posted_at"], filter=ds.field("is_usable"))
    ordered = found.sort_by([("posted_at", "ascending"), ("post_id", "ascending")])
    return ordered["text"].slice(0, count).to_pylist()


def understood(address: str, texts: list[str]) -> None:
    """Have posts understood one by one, and print what the first took and the others."""
    with httpx.Client(base_url=address, trust_env=False, timeout=120) as client:
        first, *others = [timed(client, "/v1/understand", {"text": text}) for text in texts]
    print(f"{'understand':24}{p(others, 50):9.1f}{p(others, 95):9.1f} ms; the first {first:.0f} ms")


def timed(client: httpx.Client, path: str, sent: dict[str, str] | None = None) -> float:
    """Milliseconds of an answer, to what is sent if anything is."""
    began = time.perf_counter()
    answer = client.get(path) if sent is None else client.post(path, json=sent)
    answer.raise_for_status()
    return (time.perf_counter() - began) * 1000


async def at_once(address: str, clients: int) -> None:
    """Have many ask at the same time, each once over a connection of its own."""
    limits = httpx.Limits(max_connections=clients)
    began = time.perf_counter()
    async with httpx.AsyncClient(
        base_url=address, trust_env=False, limits=limits, timeout=60
    ) as client:
        asked = (client.get("/v1/user_mood?latest=true&limit=100") for _ in range(clients))
        answers = await asyncio.gather(*asked, return_exceptions=True)
    told = Counter(getattr(one, "status_code", type(one).__name__) for one in answers)
    print(f"{clients} at once: {dict(told)} in {time.perf_counter() - began:.1f} s")


def p(ms: list[float], percent: int) -> float:
    return float(np.percentile(ms, percent))


if __name__ == "__main__":
    main()
