"""Names that are one to people are one text."""

from pyspark.sql import functions as F

from voxlake.text.handles import folded_name


def test_neither_case_nor_sign_nor_form_of_letters_tells_names_apart(frame):
    pairs = {
        "Ann_1": "ann_1",
        " @ANN_1 ": "ann_1",
        "\uff20\uff21nn_\uff11": "ann_1",  # wide letters
        "Stra\u00dfe": "strasse",
        "cafe\u0301": "caf\u00e9",
        "CAF\u00c9": "caf\u00e9",
        "\u1fb3": "\u03b1\u03b9",  # folds to two letters
        "\u2167": "viii",  # the Roman numeral, one character
        "@": None,
        " ": None,
        "a@b": "a@b",
        "@@x": "@x",
    }
    names = frame("name string", *({"name": name} for name in pairs), {"name": None})

    rows = names.select("name", folded_name(F.col("name")).alias("folded")).collect()

    assert {row["name"]: row["folded"] for row in rows} == {**pairs, None: None}
