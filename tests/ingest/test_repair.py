"""Texts of UTF-8 that were read as Latin-1 or cp1252 are mended, and no others change."""

from pyspark.sql import functions as F

from voxlake.ingest.repair import repaired

WRITTEN = (
    *("café", "Über \u2013 “hi” …", "wait 😀", "привет", "日本語テスト", "żółć", "€5 ™", "łąka"),
    *("ÄÖÜß", "שלום", "مرحبا", "d\u2019accord, déjà vu", "Ñandú", "ação", "É", "£12", "Ελλάδα"),
    "Ölfarbe",
)
RIGHT = (
    *("Spaß…", "VÝŽIVA", "AMANHÃ…", "BLÍŽÍŠ", "«LIBERTÉ»", "MENÜ…", "CAFÉ®", "né…”", "CAFÉ™"),
    *("Nestlé® est né", "São Ção", "R$ 5 º", "Spaß\u2013 und", "ÉTÉ\u2019", "a²", "É»", "MAÇÃ…"),
    *("I read Ã© where é was", "Ã© 😀", None, "AMANHÃ\u00a0", "5 \u00d7…", "Ã", "plain", ""),
    "ü" * 5_000,
)


def test_what_was_read_as_latin_1_is_mended_where_it_is_proved_and_nothing_else_changes(spark):
    latin = [(text, text.encode().decode("latin-1")) for text in WRITTEN]
    # As browsers and Windows have it: cp1252, and Latin-1 for the five bytes that it lacks.
    windows = [(text, _by_windows(text.encode())) for text in WRITTEN]
    cases = [*latin, *windows, *((text, text) for text in RIGHT)]
    cases.append(("é" * 50_000, "Ã©" * 50_000))
    frame = spark.createDataFrame(cases, "right string, text string")

    read = frame.select("right", "text", repaired(F.col("text"))).collect()

    assert [(text, said) for right, text, said in read if said != right] == []


def _by_windows(data: bytes) -> str:
    return "".join(
        one.decode("cp1252", errors="ignore") or one.decode("latin-1")
        for one in (data[n : n + 1] for n in range(len(data)))
    )
