import sys
from pathlib import Path
from zipimport import zipimporter

import pytest

from voxlake.spark.workers import leave_archives


def path_of_a_worker(spark):
    def tell(_):
        finders = sys.path_importer_cache.items()
        zips = [place for place, finder in finders if isinstance(finder, zipimporter)]
        return zips, [p for p in sys.path if Path(p).is_file()], sys.modules["pyspark"].__file__

    return spark.sparkContext.parallelize([0], 1).map(tell).first()


def test_a_worker_reads_no_archive_anew_before_each_task(spark):
    zips, files, pyspark = path_of_a_worker(spark)

    assert (zips, files) == ([], [])
    assert Path(pyspark).is_file()


@pytest.fixture
def archive(tmp_path, monkeypatch):
    place = tmp_path / "some.zip"
    monkeypatch.setattr(sys, "path", [str(place), *sys.path])
    monkeypatch.setitem(sys.path_importer_cache, str(place), zipimporter.__new__(zipimporter))
    return str(place)


def test_archives_are_left_and_folders_stay(archive):
    before = [*sys.path]

    leave_archives()

    assert archive not in sys.path
    assert archive not in sys.path_importer_cache
    assert sys.path == [place for place in before if place != archive]
