"""Where lakes, sources and data may lie; what is wrong with other addresses is told."""

import pytest

from voxlake.core.addresses import require_data_place, require_lake_place, require_own_place

NOWHERE = ["http://x/y", "HTTPS://x", "ftp://x/y", "jar:file:/a.jar!/b", "http://[bad"]
BROKEN = ["s3a://", "s3a:/x", "s3:x", "file://host/x", "a\0b"]
OURS = [
    "a path",
    "./a: b",
    "2024-01-31T10:00",
    "C:\\x",
    "file:/x",
    "file:///x",
    "s3a://b/x",
    "s3://b",
]
OF_CLUSTERS = ["hdfs://dead:8020/x", "abfss://c@a/x", "gs://b/x", "dbfs:/x"]


@pytest.mark.parametrize("place", [*NOWHERE, *OF_CLUSTERS])
def test_what_voxlake_itself_cannot_reach_is_refused_with_what_it_can(place):
    with pytest.raises(ValueError, match="no storage known here: give a path, file: or s3a://"):
        require_own_place(place)


@pytest.mark.parametrize("place", NOWHERE)
def test_data_are_not_looked_for_where_nothing_can_be_listed(place):
    with pytest.raises(ValueError, match="is no folder that Spark can list: give a path"):
        require_data_place(place)


@pytest.mark.parametrize("place", BROKEN)
def test_an_address_that_lacks_a_part_is_refused_by_all(place):
    for require in (require_own_place, require_data_place, require_lake_place):
        with pytest.raises(ValueError, match=r"names no bucket|names the machine|a zero byte"):
            require(place)


@pytest.mark.parametrize("place", OURS)
def test_paths_and_addresses_stay_as_they_are_written(place):
    assert require_own_place(place) == require_data_place(place) == place


@pytest.mark.parametrize("place", OF_CLUSTERS)
def test_data_may_lie_where_the_cluster_reads(place):
    assert require_data_place(place) == place


@pytest.mark.parametrize("place", ["[bad", "{a", "s3a://b/x*", "file:/a?"])
def test_a_lake_does_not_lie_where_spark_would_look_for_others(place):
    with pytest.raises(ValueError, match="by which Spark takes it for a pattern"):
        require_lake_place(place)


def test_a_lake_does_not_lie_below_a_folder_that_spark_takes_for_a_pattern(tmp_path, monkeypatch):
    (tmp_path / "[x]").mkdir()
    monkeypatch.chdir(tmp_path / "[x]")

    with pytest.raises(ValueError, match=r"\[x\]/lake' has '\['"):
        require_lake_place("lake")


def test_a_password_in_an_address_that_is_refused_is_not_shown():
    with pytest.raises(ValueError, match=r"http://\*\*\*@h/x") as error:
        require_data_place("http://me:canary@h/x")

    assert "canary" not in str(error.value)
