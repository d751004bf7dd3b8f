"""The names file of topics."""

from __future__ import annotations

import pytest

from voxlake.core.errors import InputError
from voxlake.topics.names.edits import Edit, Shown, read_edits, shown_of

KNOWN = range(10)


def read(text):
    return read_edits(text, "names.yaml", KNOWN)


def test_a_name_a_merge_and_what_is_hidden_are_read():
    edits = read("3: Card fees\n5: {merged_into: 3}\n8: {name: 'No', hidden: true}\n")

    assert edits == {
        3: Edit(name="Card fees"),
        5: Edit(merged_into=3),
        8: Edit(name="No", hidden=True),
    }


def test_an_empty_file_changes_nothing():
    assert read("") == {}
    assert read("# nothing yet\n") == {}


def test_merges_lead_to_their_end_and_what_is_hidden_on_the_way_is_hidden():
    merges = "1: {merged_into: 2}\n2: {merged_into: 3, hidden: true}\n"

    edits = read(merges + "3: Card fees\n5: {merged_into: 6}\n6: {hidden: true}\n")

    assert [shown_of(topic, edits) for topic in (1, 2, 3, 5, 6)] == [
        Shown(3, True),
        Shown(3, True),
        Shown(3, False),
        Shown(6, True),
        Shown(6, True),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("12: Fees\n", r"names\.yaml, key 12: there is no such topic"),
        ("3: {merged_into: 12}\n", r"names\.yaml, key 3: there is no topic 12 to merge into"),
        ("3: {merged_into: 3}\n", r"names\.yaml, key 3: merges go in a circle, 3 into 3"),
        (
            "1: {merged_into: 2}\n2: {merged_into: 4}\n4: {merged_into: 1}\n",
            r"key 1: merges go in a circle, 1 into 2 into 4 into 1",
        ),
        (
            "1: {merged_into: 2}\n2: {merged_into: 4}\n4: {merged_into: 2}\n",
            r"key 2: merges go in a circle, 2 into 4 into 2",
        ),
        ("fees: Fees\n", r"names\.yaml, key 'fees': write the id of a topic"),
        ("3: {nam: Fees}\n", r"names\.yaml, key 3\.nam: .* name, merged_into or hidden"),
        ("3: {hidden: perhaps}\n", r"names\.yaml, key 3\.hidden: .*boolean"),
        ("3: ''\n", r"names\.yaml, key 3\.name: .*at least 1"),
        ("3: [Fees]\n", r"names\.yaml, key 3: "),
        ("3: Fees\n03: Loans\n", r"names\.yaml, key '03': topic 3 stands there twice"),
        ("3: Fees\n3: Loans\n", r"names\.yaml is no YAML: the key '3' stands in line 1"),
        ("- Fees\n", r"names\.yaml has no topics"),
        ("3: {name: [\n", r"names\.yaml is no YAML"),
    ],
)
def test_what_is_wrong_is_named_with_the_file_and_the_key(text, words):
    with pytest.raises(InputError, match=words):
        read(text)
