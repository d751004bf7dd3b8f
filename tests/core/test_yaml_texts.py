"""YAML of settings: what it says is said once, and costs no more than its length."""

import time

import pytest
import yaml

from voxlake.core import yaml_texts
from voxlake.core.yaml_texts import documents, read_yaml
from voxlake.ingest.source import parse_source


@pytest.mark.parametrize(
    "text",
    ["a: 1\nb: 2\na: 3\n", "x:\n- {b: 1,\n   a: 1,\n a: 2}\n", "'a': 1\n\n\"a\": 1", "~: 1\n~: 2"],
)
def test_a_key_that_is_given_twice_is_told_with_both_lines(text: str):
    with pytest.raises(yaml.YAMLError, match=r"the key '[a~]' stands in line \d and in line \d"):
        read_yaml(text)


def test_the_lines_are_those_of_the_file():
    text = "name: s\ntables:\n  posts: {}\nformat: csv\ntables:\n  users: {}\n"

    with pytest.raises(Exception, match=r"s\.yaml.*'tables' stands in line 2 and in line 5"):
        parse_source(text, "s.yaml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\n", [{"a": "1"}]),
        ("# first\n---\na: 1\n--- # more\na: 2\n---\n", [{"a": "1"}, {"a": "2"}]),
        (
            "%YAML 1.1\n---\na: |\n  --- x\n  ---\nb: '---'\n...\n",
            [{"a": "--- x\n---\n", "b": "---"}],
        ),
        ("a: ---x\n---x: 1\n", [{"a": "---x", "---x": "1"}]),
        ("a: 1\r\n---\r\na: 2\r\n", [{"a": "1"}, {"a": "2"}]),
        ("--- {a: 1}\n--- {a: 2}", [{"a": "1"}, {"a": "2"}]),
        ("# nothing\n", [None]),
    ],
)
def test_documents_are_set_apart_by_lines_of_three_hyphens(text: str, said: list):
    assert [read_yaml(one) for one in documents(text)] == said


def test_anchors_and_merges_hold_as_ever():
    text = "a: &one {x: 1, y: 2}\nb: {<<: *one, y: 3}\nc: [*one, *one]\nd: {<<: [*one, {z: 4}]}\n"

    read = read_yaml(text)

    assert read["b"] == {"x": "1", "y": "3"}
    assert read["c"] == [{"x": "1", "y": "2"}] * 2
    assert read["d"] == {"x": "1", "y": "2", "z": "4"}
    assert read_yaml("") is None


BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 30)
)
MERGES = "a0: &a0 {k0: 1}\n" + "".join(
    f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 10)}], k{n}: 1}}\n" for n in range(1, 30)
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BOMB, "anchors make more than"),
        (MERGES, "anchors make more than"),
        ("a: &a [*a]", "holds itself"),
        ("a: &a {b: *a}", "holds itself"),
        ("a: &a {<<: *a}", "holds itself"),
        ("[" * 10_000, "nested too deep"),
        ("a: " + "[" * 5_000 + "]" * 5_000, "nested too deep"),
        ("a: !!int abc", "!!int does not fit its value: .*abc"),
        ("a: !!bool abc", "does not fit its value: 'abc'"),
        ("a: !!timestamp 2015-13-45", "month"),
        ("{[a]: b}", "unhashable"),
    ],
)
def test_what_would_never_end_is_refused_at_once(text: str, said: str):
    begin = time.process_time()

    with pytest.raises(yaml.YAMLError, match=said):
        read_yaml(text)

    assert time.process_time() - begin < 10


def test_a_long_file_without_anchors_is_read_whole(monkeypatch):
    monkeypatch.setattr(yaml_texts, "_MOST", 100)
    text = "".join(f"k{n}: v\n" for n in range(200))

    assert len(read_yaml(text)) == 200
    with pytest.raises(yaml.YAMLError, match="more than 100 values"):
        read_yaml(f"a: &a {{{text.replace(chr(10), ', ')}}}\nb: *a\n")
