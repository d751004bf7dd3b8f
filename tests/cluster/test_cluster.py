import json

PROGRAM = """
import json
import sys
from pathlib import Path

from pyspark.sql import functions as F
from voxlake.session import session_for


spark = session_for("probe", Path("unread"), s3=True)


@F.pandas_udf("string")
def where_numpy_is(number):
    import numpy
    return number.map(lambda _: f"{numpy.__file__} {sys.version_info[:2]}")


path = sys.argv[1]
spark.range(4, numPartitions=2).write.format("delta").save(path)
numbers = spark.read.format("delta").load(path)
found = numbers.repartition(2).select(where_numpy_is("id").alias("at")).distinct().collect()
print(json.dumps({
    "count": numbers.count(),
    "numpy": [row["at"] for row in found],
    "master": spark.sparkContext.master,
    "settings": dict(spark.sparkContext.getConf().getAll()),
}))
"""


def test_workers_run_our_packages_from_the_archive_and_write_delta_to_s3(
    cluster, store, release, tmp_path
):
    program = tmp_path / "probe.py"
    program.write_text(PROGRAM)
    table = f"{store.make_bucket('probe')}/numbers"

    printed = release.submit(cluster, program, table, environment=store.environment)
    found = json.loads(printed.splitlines()[-1])

    assert found["count"] == 4
    assert found["master"] == cluster.master
    assert all("/environment/numpy/" in at and "(3, 11)" in at for at in found["numpy"])
    assert all(str(cluster.folder) in at for at in found["numpy"])
    assert not [v for v in found["settings"].values() if store.secret_key in v]
