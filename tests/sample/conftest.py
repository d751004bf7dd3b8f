"""One tiny sample for all tests of the generator."""

import pytest

from voxlake.sample.generate import write_sample
from voxlake.sample.settings import SampleSettings

SETTINGS = SampleSettings(users=250, days=28, posts_per_user=20)


@pytest.fixture(scope="session")
def settings():
    return SETTINGS


@pytest.fixture(scope="session")
def sample(spark, tmp_path_factory):
    """Folder of the sample of `settings`."""
    folder = str(tmp_path_factory.mktemp("sample"))
    assert write_sample(spark, folder, SETTINGS)
    return folder
