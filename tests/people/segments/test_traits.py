import pytest

from voxlake.people.segments.settings import SegmentSettings
from voxlake.people.segments.traits import category_traits


@pytest.mark.parametrize("country", ["${spark.app.name}", "${env:HOME}", "a\\'b"])
def test_a_value_of_users_is_compared_as_it_is_written(frame, country):
    users = frame("country string", {"country": country}, {"country": country})
    settings = SegmentSettings(traits=("country",), min_segment_users=2)

    (trait,) = category_traits(users, settings)

    assert trait.name == f"country={country}"
    assert [row[0] for row in users.selectExpr(trait.value).collect()] == [1.0, 1.0]
