from dataclasses import replace
from datetime import UTC, datetime, timedelta

from voxlake.marketing.approvals import Approval
from voxlake.marketing.publishing.approvals import decided
from voxlake.marketing.publishing.publication import WHAT

SLOT = datetime(2024, 5, 7, 8, tzinfo=UTC)
MAY_1 = datetime(2024, 5, 1, tzinfo=UTC)
PLANNED = {
    **dict.fromkeys(WHAT),
    "publication_id": "p",
    "item_id": "a",
    "draft_id": "d",
    "network": "file",
    "account": "main",
    "text": "hi",
    "slot_start": SLOT,
    "approved_by": None,
    "approved_at": None,
}


def approval(key="p", at=MAY_1, **more):
    return Approval(key, "ann", at, **more)


def made(row=PLANNED, *approvals):
    (one,), refused = decided([row], [], approvals or [approval()])
    assert not refused
    return one


def test_nothing_is_published_that_nobody_approved():
    assert decided([PLANNED], [], []) == ([], [])
    assert decided([PLANNED], [], [approval(decision="decline")]) == ([], [])


def test_an_approval_lets_the_text_of_the_slot_out():
    one = made()

    assert (one.publication_id, one.text, one.state) == ("p", "hi", "approved")
    assert (one.scheduled_at, one.approved_by, one.approved_at) == (SLOT, "ann", MAY_1)
    assert len(one.idempotency_key) == 32
    for key in ("a", "d"):
        assert made(PLANNED, approval(key)) == one
    draft = {**PLANNED, "approved_by": "ann", "approved_at": MAY_1}
    assert decided([draft], [], []) == ([one], [])


def test_what_has_no_slot_or_another_text_is_not_let_out():
    left = {**PLANNED, "slot_start": None}
    assert decided([left], [], [approval()]) == ([], ["p: nothing with that id has a slot"])
    assert decided([PLANNED], [], [approval("z")]) == ([], ["z: nothing with that id has a slot"])
    changed = approval(text="hello")
    told = (["p: its text has changed since it was approved"],)
    assert decided([PLANNED], [], [changed])[1:] == told
    # As the sheet shows it, lest a spreadsheet takes it for a formula.
    assert made({**PLANNED, "text": "=hi"}, approval(text=" =hi")).text == "=hi"


def test_the_same_approval_counts_once_and_what_was_sent_stays_sent():
    one = made()
    later = approval(at=MAY_1 + timedelta(days=1))

    assert decided([PLANNED], [one], [approval()]) == ([], [])
    for state in ("approved", "sending", "sent"):
        changed, (why,) = decided([PLANNED], [replace(one, state=state)], [later])
        assert not changed
        assert why == f"p: it is {state}, and 'approve' changes nothing of that"


def test_a_later_approval_sends_what_failed_again_under_another_key():
    failed = replace(made(), state="failed", error="no", sending_at=SLOT, attempt_count=2)
    later = approval(at=SLOT + timedelta(hours=5))

    (again,), _ = decided([PLANNED], [failed], [later])

    assert (again.state, again.error, again.sending_at, again.attempt_count) == (
        "approved",
        None,
        None,
        0,
    )
    assert again.idempotency_key != failed.idempotency_key
    assert again.scheduled_at == later.approved_at


def test_a_person_settles_what_is_asked_about():
    ask = replace(made(), state="ask", sending_at=SLOT)
    later = MAY_1 + timedelta(days=9)

    (sent,), _ = decided([], [ask], [approval(at=later, decision="sent", network_post_id="9")])
    (declined,), _ = decided([], [ask], [approval(at=later, decision="decline")])
    (again,), _ = decided([], [ask], [approval(at=later)])

    assert (sent.state, sent.network_post_id, sent.sent_at) == ("sent", "9", SLOT)
    assert (declined.state, declined.error) == ("failed", "declined by ann")
    assert again.state == "approved"
    (back,), _ = decided([], [made()], [approval(at=later, decision="decline")])
    assert back.state == "failed"
