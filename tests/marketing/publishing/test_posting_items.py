from datetime import UTC, datetime

import pytest

from voxlake.core.errors import InputError
from voxlake.marketing.publishing.items import problem_of, read_items, with_drafts
from voxlake.marketing.publishing.settings import PublishingSettings

SETTINGS = PublishingSettings(
    accounts={
        "main": {"network": "file", "address": "out"},
        "hook": {"network": "webhook", "address": "http://127.0.0.1"},
    },
    draft_accounts=("main", "hook"),
)
DRAFT = {
    "draft_id": "d1",
    "item_id": "spring",
    "kind": "post",
    "network": None,
    "text": "Spring is here",
    "state": "approved",
    "approved_by": "ann",
    "approved_at": datetime(2024, 5, 1, tzinfo=UTC),
}


def items(text):
    return read_items(text, "items.csv")


def test_rows_of_one_item_and_account_are_its_variants():
    found = items(
        "item_id,account,text,arm_id,experiment_id,earliest,latest\n"
        "a,main,one,x,e:1,2024-05-01,2024-05-02\n"
        "a,main,two,y,e:1,,\n"
        "a,hook,one,,,2024-05-01T09:30,\n"
    )

    assert [(i.account, [v.text for v in i.variants]) for i in found] == [
        ("main", ["one", "two"]),
        ("hook", ["one"]),
    ]
    first, other = found
    assert first.publication_id != other.publication_id
    assert (first.earliest, first.experiment_id) == (datetime(2024, 5, 1), "e:1")
    assert first.latest.date() == datetime(2024, 5, 2).date()
    assert first.latest.hour == 23
    assert other.earliest == datetime(2024, 5, 1, 9, 30)
    assert problem_of(first, SETTINGS) is None


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("a,,hi,,,", "it names no account"),
        ("a,other,hi,,,", "publishing.accounts has no account 'other'"),
        ("a,main,hi,fax,,", "it is for 'fax', and the account main is on file"),
        ("a,main,,,,", "it has no text, and no draft of it is approved"),
        ("a,main,hi,,soon,", "earliest 'soon' is no date or time: write it like 2024-05-01T09:00"),
        ("a,main,hi,,,\na,main,ho,,,", "its rows need an arm_id each"),
        ("a,main,hi,,,x\na,main,ho,,2024-05-01,y", "its rows differ in earliest"),
    ],
)
def test_an_item_that_cannot_be_placed_says_why(row, why):
    (item,) = items(f"item_id,account,text,network,earliest,arm_id\n{row}\n")

    assert why in problem_of(item, SETTINGS)


def test_a_file_that_is_no_list_of_items_is_refused_with_its_name():
    with pytest.raises(InputError, match=r'items.csv has no columns "account"'):
        items("item_id,text\na,b\n")
    with pytest.raises(InputError, match=r'items.csv has columns "colour"; known are item_id'):
        items("item_id,account,colour\na,main,red\n")
    with pytest.raises(InputError, match=r"items.csv has no item_id in row 3"):
        items("item_id,account,text\na,main,hi\n,main,ho\n")
    assert items("item_id,account\n") == []


def test_only_drafts_that_a_person_approved_are_placed():
    states = [
        {},
        {"draft_id": "d2", "state": "offered"},
        {"draft_id": "d3", "approved_by": None},
        {"draft_id": "d4", "approved_at": None},
        {"draft_id": "d5", "kind": "reply"},
    ]

    found = with_drafts([], [{**DRAFT, **state} for state in states], SETTINGS)

    assert [(i.item_id, i.account, i.network) for i in found] == [
        ("spring", "main", "file"),
        ("spring", "hook", "webhook"),
    ]
    assert {v.draft_id for i in found for v in i.variants} == {"d1"}
    assert found[0].variants[0].approved_by == "ann"


def test_drafts_of_an_item_of_the_file_are_its_variants_unless_it_has_a_text():
    told = items("item_id,account,text\nspring,main,\nown,main,mine\n")
    drafts = [DRAFT, {**DRAFT, "draft_id": "d0", "text": "Sun"}, {**DRAFT, "item_id": "own"}]

    spring, own = with_drafts(told, drafts, SETTINGS)

    assert [(v.arm_id, v.text) for v in spring.variants] == [
        ("d0", "Sun"),
        ("d1", "Spring is here"),
    ]
    assert [v.text for v in own.variants] == ["mine"]


def test_a_draft_for_a_network_goes_out_by_accounts_on_it_and_by_files_and_webhooks():
    accounts = {
        "out": {"network": "file", "address": "out"},
        "toots": {"network": "mastodon", "address": "http://127.0.0.1", "token_env": "TOKEN"},
    }
    settings = PublishingSettings(accounts=accounts, draft_accounts=("out", "toots"))
    told = items("item_id,account,text\nspring,toots,\n")
    for_x, for_mastodon = ({**DRAFT, "network": name} for name in ("x", "mastodon"))

    assert [i.account for i in with_drafts([], [for_x], settings)] == ["out"]
    assert [i.account for i in with_drafts([], [for_mastodon], settings)] == ["out", "toots"]
    assert [i.variants for i in with_drafts(told, [for_x], settings)] == [()]
