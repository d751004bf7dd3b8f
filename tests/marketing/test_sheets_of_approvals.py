from datetime import UTC, datetime

import pytest

from voxlake.core.errors import InputError
from voxlake.marketing.approvals import Approval, read_approvals

MAY_1 = datetime(2024, 5, 1, tzinfo=UTC)
DECISIONS = ("approve", "decline")


def test_approvals_are_read_with_their_zone_and_rows_of_nobody_left_out():
    text = (
        "\ufeffid,approved_by,approved_at,decision,text,other\n"
        'p,ann,2024-05-01T02:00+02:00,,"hi, you",x\n\n'
        "q,bob,2024-05-01,Decline,,\n"
        "r,,,,,\n"
    )

    assert read_approvals(text, "a.csv", DECISIONS) == [
        Approval("p", "ann", MAY_1, "approve", "hi, you"),
        Approval("q", "bob", MAY_1, "decline"),
    ]


HEADER = "id,approved_by,approved_at,decision\n"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", 'a.csv has no columns "id", "approved_by", "approved_at"'),
        ("id,approved_by\n", 'a.csv has no columns "approved_at"'),
        (
            "draft_id,decision,by,at\nd,approve,Ann,2024-05-01\n",
            "draft_id is now id, by is now approved_by, at is now approved_at",
        ),
        (f"{HEADER}p,ann,soon\n", "a.csv, row 2: approved_at 'soon' is no time"),
        (f"{HEADER}p,ann,2024-05-01\nq,ann\n", "row 3: approved_at '' is no time"),
        (f"{HEADER},ann,2024-05-01\n", 'row 2: "id" is empty'),
        (f"{HEADER}p,,2024-05-01,approve\n", 'row 2: "approved_by" is empty'),
        (f"{HEADER}p,ann,2024-05-01,sent\n", "the decision 'sent' is none of approve, decline"),
    ],
)
def test_a_sheet_that_says_nothing_clear_is_refused_with_its_row(text, why):
    with pytest.raises(InputError, match=why):
        read_approvals(text, "a.csv", DECISIONS)
