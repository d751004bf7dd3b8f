"""A driver that is killed while it writes leaves the old table or the new one."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import child
import pytest
from deltalake import DeltaTable
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.tables import POST_SENTIMENT

pytestmark = pytest.mark.whole

ROWS = 400  # in each generation, over ten days
PROGRAM = """
import sys
from child import SETTINGS
from pyspark.sql import functions as F
from voxlake.core.days import Days
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.spark.session import local_session
from voxlake.tables import POST_SENTIMENT

spark = local_session(SETTINGS)
lake = Lake(spark, Root(sys.argv[2]), run_id="killed")

def generation(number):
    known = {
        "post_id": F.concat(F.lit("p"), F.col("id")),
        "post_date": F.date_add(F.lit("2024-01-01").cast("date"), (F.col("id") % 10).cast("int")),
        "score": F.lit(float(number)),
    }
    nothing = F.lit(None)
    return spark.range(400).select(
        *(known.get(f.name, nothing).cast(f.dataType).alias(f.name) for f in POST_SENTIMENT.schema)
    )

for number in range(1000):
    print("begin", number, flush=True)
    if sys.argv[1] == "replace":
        lake.replace(generation(number), POST_SENTIMENT, Days.every())
    else:
        lake.merge(generation(number), POST_SENTIMENT)
    print("end", number, flush=True)
"""


def wait_for(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdout
    for printed in process.stdout:
        if printed.strip() == line:
            return
    raise AssertionError(f"the program ended before it printed {line!r}")


def kill_while_writing(process: subprocess.Popen[str], part: float) -> int:
    """Kill Python and the JVM within the third write; the number of the last one that ended."""
    wait_for(process, "begin 1")
    began = time.monotonic()
    wait_for(process, "end 1")
    took = time.monotonic() - began
    wait_for(process, "begin 2")
    time.sleep(part * took)
    os.killpg(process.pid, signal.SIGKILL)
    assert process.stdout
    ended = [int(line.split()[1]) for line in process.stdout if line.startswith("end")]
    process.wait()
    return max(ended, default=1)


@pytest.mark.parametrize(("write", "part"), [("replace", 0.7), ("merge", 0.9)])
def test_a_killed_write_leaves_the_old_or_the_new_rows(
    spark: SparkSession, tmp_path: Path, write: str, part: float
):
    process = child.start(PROGRAM, write, str(tmp_path / "lake"), folder=tmp_path)
    try:
        last = kill_while_writing(process, part)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    lake = Lake(spark, Root(str(tmp_path / "lake")), run_id="after")

    generations = lake.read(POST_SENTIMENT).groupBy("score").count().collect()

    assert len(generations) == 1
    assert generations[0]["score"] in (last, last + 1)
    assert generations[0]["count"] == ROWS
    seen_by_others = DeltaTable(lake.place.path_of(POST_SENTIMENT)).to_pyarrow_table()
    assert seen_by_others.num_rows == ROWS

    again = lake.read(POST_SENTIMENT).withColumn("score", F.lit(-1.0))
    lake.replace(again, POST_SENTIMENT, Days.every())
    assert lake.read(POST_SENTIMENT).where("score = -1").count() == ROWS
