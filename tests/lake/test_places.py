import pytest

from voxlake.core.errors import ConfigError
from voxlake.lake.places import require_shared_places

SHARED = {
    "lake.root": "s3a://bucket/lake",
    "models.tracking_uri": "https://mlflow.example",
    "models.artifact_root": "s3://bucket/artifacts",
    "models.place": "s3a://bucket/models",
}


@pytest.mark.parametrize("master", ["spark://host:7077", "yarn", "k8s://https://host"])
@pytest.mark.parametrize(
    ("key", "place"),
    [
        ("lake.root", "/data/lake"),
        ("lake.root", "file:///data/lake"),
        ("lake.root", "lake"),
        ("models.tracking_uri", "sqlite:///mlflow.db"),
        ("models.artifact_root", "file:///data/artifacts"),
        ("models.place", "./models"),
        ("models.place", "FILE:/data/models"),
    ],
)
def test_a_cluster_refuses_a_place_of_one_machine_by_its_key(master, key, place):
    with pytest.raises(ConfigError) as error:
        require_shared_places(master, {**SHARED, key: place})

    assert f"{key} is {place}. Give" in str(error.value)


def test_every_wrong_place_is_named_at_once():
    with pytest.raises(ConfigError, match=r"lake.root is lake; models.place is models\."):
        require_shared_places("yarn", {**SHARED, "lake.root": "lake", "models.place": "models"})


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"models.tracking_uri": "databricks"},
        {"models.tracking_uri": "databricks-uc"},
        {"models.artifact_root": "dbfs:/artifacts"},
        {"models.place": "/Volumes/main/models/voxlake"},
        {"models.tracking_uri": "postgresql://host/mlflow"},
    ],
)
def test_a_cluster_takes_places_that_its_machines_share(changes):
    require_shared_places("spark://host:7077", {**SHARED, **changes})


@pytest.mark.parametrize("master", ["local", "local[*]", "local[2]", "local[*, 4]"])
def test_one_machine_takes_its_own_places(master):
    places = {"lake.root": "lake", "models.tracking_uri": "sqlite:///mlflow.db"}

    require_shared_places(master, places)
