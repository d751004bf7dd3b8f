"""Lists of names: what their rows mean, and what is told of rows that mean nothing."""

import pytest

from voxlake.core.errors import ConfigError, InputError
from voxlake.core.storage import read_bytes
from voxlake.entities.finder import Names
from voxlake.entities.gazetteer import Alias, aliases_of, csv_rows
from voxlake.entities.settings import EntitySettings
from voxlake.entities.written import written_names


@pytest.fixture
def listed(tmp_path):
    """Gives the aliases of a CSV file of these lines."""

    def listed(*lines: str) -> list[Alias]:
        path = tmp_path / "names.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        return aliases_of(csv_rows(str(path), read_bytes), "names.csv")

    return listed


def test_a_name_is_an_alias_of_its_own_and_a_kind_said_once_is_that_of_all_rows(listed):
    found = listed(
        "name,alias,kind",
        "Delta Air Lines,@delta,airline",
        "Delta Air Lines,Delta,",
        "Acme,,",
    )

    assert [(alias.text, alias.entity, alias.kind) for alias in found] == [
        ("@delta", "Delta Air Lines", "airline"),
        ("Delta Air Lines", "Delta Air Lines", "airline"),
        ("Delta", "Delta Air Lines", "airline"),
        ("Acme", "Acme", "brand"),
    ]


def test_empty_lines_and_repeated_rows_change_nothing(listed):
    plain = listed("name,alias,kind", "Acme,acme corp,brand")

    messy = listed(
        "\ufeffName, Alias ,KIND", "", "Acme,acme corp,brand", " , ,", "Acme, ACME corp ,", ""
    )

    assert messy == plain


def test_columns_that_lack_are_empty_and_others_are_left_alone(listed):
    assert listed("note,name", "x,Acme") == [Alias("Acme", "Acme", "brand", is_exact=False)]
    assert listed("name,alias,kind,case", "Acme") == listed("name", "Acme")
    with pytest.raises(InputError, match=r'has no column "name", but "brand", "alias"'):
        listed("brand,alias", "Acme,x")


def test_an_alias_of_two_names_is_refused_with_both_lines(listed):
    with pytest.raises(
        InputError, match=r"line 4: 'delta air' is of 'Delta Air Lines' in line 2\.$"
    ) as told:
        listed("name,alias", "Delta Air Lines,Delta-Air", "", "Delta Faucet,delta air")

    assert told.value.reason == "names.csv has rows that cannot be used."


def test_capitals_may_tell_two_names_apart(listed):
    found = listed("name,alias", "Information Technology,IT", "Clown,it")

    assert [alias.is_exact for alias in found] == [True, False, False, False]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (",acme,brand,", "line 2: there is no name"),
        ("Acme,@,,", "line 2: '@' has no letter, number or sign to look for"),
        ("Acme,,,loud", "line 2: the case 'loud' is none of any, exact or nothing"),
        (f"Acme,{'a ' * 21},,", "line 2: 'a a .*' has more than 20 words"),
        ("Acme,,brand,\nAcme,x,person,", "line 3: 'Acme' is a person, and a brand in line 2"),
        ("\n".join(f"A{n},x,," for n in range(9)), r"line 8: .*; and 2 more"),
    ],
)
def test_a_row_that_cannot_be_used_is_told_by_its_line(listed, row, told):
    with pytest.raises(InputError, match=told):
        listed("name,alias,kind,case", row)


@pytest.mark.parametrize(
    ("text", "is_exact"),
    [
        ("US", True),
        ("U.S.", True),
        ("3M", False),
        ("KLM", True),
        ("NASDAQ", False),
        ("Us", False),
        ("BIG SHOP", False),
        ("@AA", False),
    ],
)
def test_one_short_word_in_capitals_is_found_in_capitals_alone(text, is_exact):
    (row,) = csv_rows("x.csv", lambda _: f'name\n"{text}"'.encode())

    (alias,) = aliases_of([row], "x.csv")

    assert alias.is_exact == is_exact


def test_lists_that_do_not_agree_are_refused(tmp_path):
    (tmp_path / "names.csv").write_text("name,alias,kind\nAcme,rocket,brand\n")
    settings = EntitySettings(
        names={"Rocket": {"kind": "product"}, "Acme": {"kind": "person"}},
        gazetteer=str(tmp_path / "names.csv"),
    )

    with pytest.raises(ConfigError, match=r"'Acme' is a person and a brand; 'rocket' is of"):
        written_names(settings, read_bytes)


def test_a_file_that_is_no_list_is_told(tmp_path):
    def read_of(content: bytes):
        return lambda _: content

    for place, read, told in (
        (str(tmp_path / "gone.csv"), read_bytes, "There is no file .*gone.csv, which entities"),
        ("x.csv", read_of(b"name\n\xff\xfe"), "x.csv is no text in UTF-8"),
        ("x.csv", read_of(b""), 'x.csv has no column "name", but nothing'),
        ("x.csv", read_of(b'name\n"a' + b"b" * 200_000), "x.csv is no CSV after line 1"),
    ):
        with pytest.raises(InputError, match=told):
            list(csv_rows(place, read))


def test_more_rows_than_may_be_are_refused(tmp_path):
    (tmp_path / "names.csv").write_text("name\na\nb\nc\n")
    settings = EntitySettings(gazetteer=str(tmp_path / "names.csv"), max_names=2)

    with pytest.raises(InputError, match=r"has more than 2 rows\. Raise entities\.max_names"):
        written_names(settings, read_bytes)


def test_names_are_equal_where_their_aliases_are():
    one = [Alias("a", "A", "brand", is_exact=False)]

    assert Names.of(one) == Names.of(list(one))
    assert Names.of(one) != Names.of([one[0]._replace(kind="place")])
