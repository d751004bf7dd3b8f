"""What columns are called in exports, by the table of synonyms `names.yaml`; imports no pyspark."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from voxlake.core.yaml_texts import read_yaml

SURE, PERHAPS = "sure", "perhaps"
_EXACT = {SURE: 1.0, PERHAPS: 0.6}
_ENDS, _WITHIN = 0.75, 0.55
"""How well a name fits that is a sure name behind, or among, other words."""
_ENDS_PERHAPS = 0.35
_FIRST = ("first name", "given name", "vorname", "prenom", "nombre", "primeiro nome", "nome")
_LAST = (
    *("last name", "surname", "family name", "nachname", "nom de famille", "nom", "apellidos"),
    *("apellido", "sobrenome", "apelido", "cognome"),
)
_PARTS = (_FIRST, _LAST)
"""What columns of first and of last names are called."""
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_IN_BRACKETS = re.compile(r"[(\[][^)\]]*[)\]]")


def plain(name: str) -> str:
    """A name of a column as the synonyms have it: small letters without accents or signs."""
    spaced = _HUMP.sub(
        " ", _IN_BRACKETS.sub(" ", name) if _IN_BRACKETS.sub("", name).strip() else name
    )
    split = unicodedata.normalize("NFKD", spaced.replace("ß", "ss"))
    bare = "".join(sign for sign in split if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[^\W_]+", bare.lower()))


def fit_of(name: str, table: str, column: str) -> float:
    """How well the name of a column of a file fits a column of a table: from 0 to 1.

    Names of columns within JSON are paths: their last steps count, such as `id` of `user.id`.
    """
    known = _synonyms()[table].get(column, {})
    words = plain(name).split()
    text = " ".join(words)
    if not words:
        return 0
    for kind, score in _EXACT.items():
        if text in known.get(kind, frozenset()):
            return score
    if any(" ".join(words[start:]) in known.get(SURE, ()) for start in range(1, len(words))):
        return _ENDS
    if any(f" {one} " in f" {text} " for one in known.get(SURE, ()) if " " in one):
        return _WITHIN
    if " ".join(words[-1:]) in known.get(PERHAPS, ()):
        return _ENDS_PERHAPS
    return 0


def parts_of_names(names: Sequence[str]) -> tuple[str, str] | None:
    """Those of columns that hold first and last names of people; None where one is missing."""
    known = {plain(name): name for name in reversed(names)}
    first, last = (next((known[n] for n in part if n in known), None) for part in _PARTS)
    return (first, last) if first and last else None


def is_part_of_name(name: str) -> bool:
    """Whether a column holds first or last names alone."""
    return any(plain(name) in part for part in _PARTS)


def is_known(name: str) -> bool:
    """Whether a name is one that some table knows."""
    text = plain(name)
    return any(
        text in names
        for columns in _synonyms().values()
        for kinds in columns.values()
        for names in kinds.values()
    )


def tables() -> dict[str, tuple[str, ...]]:
    """The columns of each table that there are names for."""
    return {table: tuple(columns) for table, columns in _synonyms().items()}


@cache
def _synonyms() -> dict[str, dict[str, dict[str, frozenset[str]]]]:
    said = read_yaml(files(__package__).joinpath("names.yaml").read_text(encoding="utf-8"))
    return {
        table: {
            column: {kind: frozenset(map(plain, names)) for kind, names in kinds.items()}
            for column, kinds in columns.items()
        }
        for table, columns in said.items()
    }
