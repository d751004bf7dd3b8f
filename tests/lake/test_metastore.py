"""A lake in a catalog: one process writes, another reads by name, over a Derby metastore."""

from __future__ import annotations

import json
from pathlib import Path

import child
import pytest

from voxlake.core.errors import ConfigError
from voxlake.lake.place import Catalog, Root
from voxlake.tables import POSTS

HEAD = """
import json, sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from child import SETTINGS
from voxlake.core.days import Days
from voxlake.lake.lake import Lake
from voxlake.lake.place import Catalog
from voxlake.spark.session import local_session
from voxlake.lake.sql import attach
from voxlake.tables import POST_SENTIMENT, USER_SEGMENTS

folder = Path(sys.argv[1])
spark = local_session(SETTINGS | {
    "spark.sql.catalogImplementation": "hive",
    "spark.sql.warehouse.dir": str(folder / "warehouse"),
    "spark.hadoop.javax.jdo.option.ConnectionURL":
        f"jdbc:derby:;databaseName={folder / 'metastore'};create=true",
})
lake = Lake(spark, Catalog("spark_catalog", "voxlake_test"), run_id="run-1")
"""
WRITE = """
assert lake.read(POST_SENTIMENT).isEmpty()
before = replace(POST_SENTIMENT,
                 columns=tuple(c for c in POST_SENTIMENT.columns if c.name != "score"))
Lake(spark, lake.place, run_id="run-0").create(before)
assert lake.read(POST_SENTIMENT).columns == list(POST_SENTIMENT.column_names)
names = POST_SENTIMENT.column_names
rows = spark.createDataFrame(
    [tuple({"post_id": i, "post_date": d, "score": 0.5}.get(n) for n in names)
     for i, d in (("a", date(2024, 1, 1)), ("b", date(2024, 1, 2)))], POST_SENTIMENT.schema)
lake.replace(rows, POST_SENTIMENT, Days.every())
lake.merge(rows.where("post_id = 'a'").withColumn("post_date", rows.post_date + 2), POST_SENTIMENT)
attach(spark, lake, (POST_SENTIMENT, USER_SEGMENTS))
"""
READ = """
print(json.dumps({
    "rows": sorted([r.post_id, str(r.post_date)] for r in
                   spark.sql("SELECT * FROM voxlake_test.post_sentiment").collect()),
    "by_name": spark.table("voxlake_test.post_sentiment_v1").count(),
    "version": lake.version(POST_SENTIMENT),
    "latest_day": str(lake.latest_day(POST_SENTIMENT)),
    "empty": spark.sql("SELECT * FROM voxlake_test.user_segments_latest").count(),
    "comments": {f.name: f.metadata.get("comment") for f in
                 spark.table("voxlake_test.post_sentiment_v1").schema}["score"],
}))
"""


@pytest.mark.whole
def test_one_process_writes_into_an_older_table_and_another_reads_by_name(tmp_path: Path):
    child.run(HEAD + WRITE, str(tmp_path), folder=tmp_path)

    read = json.loads(child.run(HEAD + READ, str(tmp_path), folder=tmp_path)[-1])

    assert read == {
        "rows": [["a", "2024-01-03"], ["b", "2024-01-02"]],
        "by_name": 2,
        "version": 3,  # made without a column, which was added, then days and a moved row
        "latest_day": "2024-01-03",
        "empty": 0,
        "comments": "positive - negative, from -1 to 1.",
    }


def test_a_catalog_of_its_own_gives_names_of_three_levels():
    assert Catalog("main", "voxlake").name_of(POSTS) == "`main`.`voxlake`.`posts_v1`"
    assert Catalog("spark_catalog", "voxlake").name_of(POSTS) == "`voxlake`.`posts_v1`"
    assert Catalog(None, "voxlake").name_of(POSTS) == "`voxlake`.`posts_v1`"


@pytest.mark.parametrize("name", ["", "a.b", "a`; DROP TABLE x", "1a", "a-b", "a" * 129])
def test_a_name_that_is_more_than_a_name_is_refused(name: str):
    with pytest.raises(ConfigError, match=r"lake\.schema"):
        Catalog(None, name)


def test_a_folder_is_named_whole_and_quoted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)

    assert Root("a`b/").name_of(POSTS) == f"delta.`{tmp_path}/a``b/silver/posts_v1`"
    assert Root("s3a://bucket/lake/").name_of(POSTS) == "delta.`s3a://bucket/lake/silver/posts_v1`"
