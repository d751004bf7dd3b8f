import pytest

from voxlake.core.retry_after import retry_after


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "12"}, 12),
        ({"retry-after-ms": "1500"}, 1.5),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "1" + "0" * 400}, 1e9),
        ({"retry-after-ms": "inf"}, 1e9),
        ({"retry-after": "soon", "date": "Fri, 01 Mar 2024 12:00:00 GMT"}, None),
        (
            {
                "retry-after": "Fri, 01 Mar 2024 12:00:30 GMT",
                "date": "Fri, 01 Mar 2024 12:00:00 GMT",
            },
            30,
        ),
        ({"retry-after": "Fri, 01 Mar 2024 12:00:30 GMT"}, None),
        ({"Retry-After": "12"}, 12),
    ],
)
def test_retry_after_is_read_in_seconds_and_as_a_date_by_the_date_of_the_answer(headers, seconds):
    assert retry_after(headers) == seconds
