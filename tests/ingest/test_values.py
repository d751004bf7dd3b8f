"""Texts become typed values, or it is said why not; the same in every time zone."""

import time
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from pyspark.sql import functions as F

from voxlake.ingest import times, values
from voxlake.ingest.identifiers import identifier
from voxlake.ingest.mapping import Expression
from voxlake.ingest.pattern_search import is_found
from voxlake.ingest.raw_texts import raw_text


@pytest.fixture(params=["false", "true"], ids=["ansi off", "ansi on"])
def ansi(spark, request):
    spark.conf.set("spark.sql.ansi.enabled", request.param)
    spark.conf.set("spark.sql.legacy.timeParserPolicy", "CORRECTED")
    yield
    spark.conf.unset("spark.sql.ansi.enabled")
    spark.conf.unset("spark.sql.legacy.timeParserPolicy")


def told(spark, cases: list[tuple]) -> list[tuple]:
    """Value and reason of each case, in one query: (reader, text, ...).

    A row for each case and two columns for each reader, since what reads a time is long.
    """
    readers = list(dict.fromkeys(reader for reader, *_ in cases))
    columns = []
    for n, reader in enumerate(readers):
        read = reader(F.when(F.col("reader") == n, F.col("text")))
        columns += [read.value.alias(f"v{n}"), read.reason.alias(f"r{n}")]
    numbered = [(n, readers.index(reader), text) for n, (reader, text, *_) in enumerate(cases)]
    texts = spark.createDataFrame(numbered, "n int, reader int, text string").coalesce(1)
    rows = texts.select("n", "reader", *columns).collect()
    by_case = {row["n"]: (row[f"v{row['reader']}"], row[f"r{row['reader']}"]) for row in rows}
    return [by_case[n] for n in range(len(cases))]


def expected(cases: list[tuple]) -> list[tuple]:
    return [(value, reason) for _, _, value, reason in cases]


@pytest.mark.usefixtures("ansi")
def test_numbers_are_read_strictly(spark):
    money, count, number = values.money, values.count, values.number
    cases = [
        (money, " 12.345 ", Decimal("12.35"), None),
        (money, "-1e3", Decimal("-1000.00"), None),
        (money, "1,5", None, "decimal_comma"),
        (money, "NaN", None, "number_not_finite"),
        (money, "1e400", None, "number_not_finite"),
        (money, "1e17", None, "amount_malformed"),
        (money, None, None, None),
        (number, "-.5", -0.5, None),
        (number, "Infinity", None, "number_not_finite"),
        (number, "", None, "number_malformed"),
        (count, "12.0", 12, None),
        (count, "12.5", None, "number_malformed"),
        (count, "-3", None, "number_negative"),
        (values.whole, "-3", -3, None),
        (values.whole, "-3.5", None, "number_malformed"),
        (count, "99999999999999999999", None, "number_malformed"),
        (values.boolean, "TRUE", True, None),
        (values.boolean, "n", False, None),
        (values.boolean, "maybe", None, "value_malformed"),
    ]

    assert told(spark, cases) == expected(cases)


@pytest.mark.usefixtures("ansi")
def test_a_number_that_only_its_form_makes_huge_is_refused_before_it_is_computed(spark):
    def seconds(text):
        return times.timestamp(text, Expression(column="x", time="unix_seconds"), "UTC")

    def of_two(text):
        return values.product(F.array(text, F.lit("2")), "decimal(18,2)", ".")

    digits = "1" * 200_000
    huge = ("1e-999999999", "1e-10000000", f"1e-{'9' * 3000}", f"0.{digits}", f"{digits}x")
    kinds = (
        (values.money, "amount_malformed"),
        (of_two, "amount_malformed"),
        (values.number, "number_malformed"),
        (values.whole, "number_malformed"),
        (values.count, "number_malformed"),
        (seconds, "time_malformed"),
    )
    cases = [(reader, text, None, reason) for reader, reason in kinds for text in huge]
    cases += [
        (values.money, "1e-400", Decimal("0.00"), None),
        (values.number, f"0.{'1' * 55}", 0.1111111111111111, None),
        (values.number, "1.7976931348623157e+308", 1.7976931348623157e308, None),
        (values.whole, f"7.{'0' * 60}", 7, None),
    ]
    begin = time.monotonic()

    assert told(spark, cases) == expected(cases)
    assert time.monotonic() - begin < 30  # one of them alone took 17 s, and one never ended


@pytest.mark.usefixtures("ansi")
def test_a_year_beyond_all_years_is_no_time(spark):
    def by(*forms):
        expression = Expression(column="x", time=forms)
        return lambda text: times.timestamp(text, expression, "UTC")

    cases = [
        (by("d.M.yyyy"), "1.1.+999999999", None, "time_malformed"),
        (by("d.M.yyyy HH:mm"), "1.1.+294300 00:00", None, "time_malformed"),
        (by("d.M.y"), "1.1.294300", None, "time_malformed"),
        (by("d.M.y' y'"), "1.2.2024 y", datetime(2024, 2, 1), None),
        (by("d.M.yyyy HH:mm XXX"), "1.2.2024 10:00 +01:00", datetime(2024, 2, 1, 9), None),
        (by("twitter"), "Wed Aug 27 13:08:45 +0000 +99999", None, "time_malformed"),
        (by("unix_milliseconds"), "9" * 100, None, "time_malformed"),
    ]

    assert told(spark, cases) == expected(cases)


def test_a_pattern_is_looked_for_in_linear_time_and_without_a_stack(spark):
    texts = ["xy" * 50_000, "a" * 5_000 + "b", "C536", None]
    frame = spark.createDataFrame([(text,) for text in texts], "text string")

    def found(pattern):
        return [row[0] for row in frame.select(is_found(F.col("text"), pattern)).collect()]

    assert found("(x|y)*z") == [False, False, False, None]
    assert found("(a+)+$") == [False, False, False, None]
    assert found("^(?P<n>C)\\d") == [False, False, True, None]


@pytest.mark.usefixtures("ansi")
def test_products_are_exact_until_they_are_rounded(spark):
    def of_two(text):
        return values.product(F.from_json(text, "array<string>"), "decimal(18,2)", ".")

    cases = [
        (of_two, '["6","2.55"]', Decimal("15.30"), None),
        (of_two, '["-3","0.335"]', Decimal("-1.01"), None),  # -1.005, half up
        (of_two, '["1e11","1e11"]', None, "amount_malformed"),
        (of_two, '["NaN","1"]', None, "number_not_finite"),
        (of_two, '["2","x"]', None, "amount_malformed"),
    ]

    assert told(spark, cases) == expected(cases)


def test_ids_begin_with_the_namespace_and_damaged_ones_are_told(spark):
    def ids(text):
        return identifier(text, "shop:", Expression(column="id"))

    rounded = ["5.70306E+17", "9.5E+017", "937404623811498e3", "1.29403047242783539E18"]
    rounded += ["1,29403E+18", "5e+17", "57e16"]
    none = ["nan", "NaN", "None", "null", "NULL", "#NAME?", "#N/A", "#REF!", "#DIV/0!", "<NA>"]
    cases = [
        *((ids, text, None, "id_malformed") for text in rounded),
        *((ids, text, None, None) for text in none),
        *(
            (ids, text, f"shop:{text}", None)
            for text in ("1234e567", "12345e67", "Nan", "#17", "-1")
        ),
        (ids, " 17 ", "shop:17", None),
        (ids, "a b", None, "id_malformed"),
        (ids, "a\u0007", None, "id_malformed"),
        (ids, "x" * 201, None, "id_malformed"),
        (ids, None, None, None),
    ]

    assert told(spark, cases) == expected(cases)


def test_lists_are_split_by_their_separator_or_read_as_json(spark):
    def spaced(text):
        return values.texts(text, " ")

    def as_json(text):
        return values.texts(text, None)

    cases = [
        (spaced, "a  b.c", ["a", "b.c"], None),
        (as_json, '["a", " b ", ""]', ["a", "b"], None),
        (as_json, "[a", None, "value_malformed"),
    ]

    assert told(spark, cases) == expected(cases)


@pytest.mark.usefixtures("ansi")
@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata", "America/New_York"])
def test_times_are_the_same_in_every_zone_of_the_session(spark, zone: str):
    def by(**keys):
        return lambda text: _micros(times.timestamp(text, Expression(column="t", **keys), "UTC"))

    iso, london = by(), by(zone="Europe/London")
    american = by(time="M/d/yyyy H:mm", zone="America/New_York")
    offset = by(time="yyyy-MM-dd HH:mm:ss Z")
    several = by(time=["d.M.yyyy H:mm[:ss]", "M/d/yy", "iso"], zone="Europe/Berlin")
    cases = [
        (iso, "2024-03-01", at(2024, 3, 1), None),
        (iso, "2024-03-01 10:00", at(2024, 3, 1, 10), None),
        (iso, "2024-03-01T10:00:05.5+05:30", at(2024, 3, 1, 4, 30, 5, 500_000), None),
        (iso, "2024-02-30", None, "time_malformed"),
        (iso, "10:00:00", None, "time_malformed"),  # Spark's cast would take today
        (iso, "now", None, "time_malformed"),
        (london, "2024-07-01 10:00:00", at(2024, 7, 1, 9), None),
        (london, "2024-07-01 10:00:00Z", at(2024, 7, 1, 10), None),
        (london, "2024-03-31 01:30:00", at(2024, 3, 31, 1, 30), None),  # skipped by the clock
        (london, "2024-10-27 01:30:00", at(2024, 10, 27, 0, 30), None),  # twice on the clock
        (american, "6/24/2016 3:48", at(2016, 6, 24, 7, 48), None),
        (american, "13/24/2016 3:48", None, "time_malformed"),
        (american, "6/24/16 3:48", None, "time_malformed"),
        (offset, "2015-02-24 11:35:52 -0800", at(2015, 2, 24, 19, 35, 52), None),
        (by(time="yyyyMMdd"), "19970101", at(1997, 1, 1), None),
        (by(time="unix_seconds"), "1700000000.25", at(2023, 11, 14, 22, 13, 20, 250_000), None),
        (by(time="unix_milliseconds"), "1700000000000", at(2023, 11, 14, 22, 13, 20), None),
        (by(time="unix_seconds"), "1e300", None, "time_malformed"),
        (several, "31.01.2024 9:05", at(2024, 1, 31, 8, 5), None),
        (several, "31.01.2024 9:05:07", at(2024, 1, 31, 8, 5, 7), None),  # seconds are optional
        (several, "1/31/24", at(2024, 1, 31), None),  # a day is one of UTC
        (several, "2024-01-31T09:05", at(2024, 1, 31, 8, 5), None),
        (several, "Jan 31", None, "time_malformed"),
        (by(time="twitter"), "Wed Aug 27 13:08:45 +0000 2008", at(2008, 8, 27, 13, 8, 45), None),
        (by(time="twitter_id"), "1790000000000000000", at(2024, 5, 13, 12, 43, 51, 248_000), None),
        (by(time="twitter_id"), "29000000000", None, "time_malformed"),  # of October 2010
    ]

    before = spark.conf.get("spark.sql.session.timeZone")
    spark.conf.set("spark.sql.session.timeZone", zone)
    try:
        read = told(spark, cases)
    finally:
        spark.conf.set("spark.sql.session.timeZone", before)

    assert read == expected(cases)


def test_a_day_without_an_hour_is_that_day_of_the_lake_whatever_zone_times_are_written_in(spark):
    def by(**keys):
        expression = Expression(column="t", **keys)
        return lambda text: _micros(times.timestamp(text, expression, "America/Los_Angeles"))

    london = by(zone="Europe/London")
    pattern = by(time="M/d/yy")
    optional = by(time="d.M.yyyy[ H:mm[:ss]]", zone="Europe/Berlin")
    winter, summer = at(2024, 3, 1, 8), at(2024, 4, 1, 7)
    cases = [
        (by(), "2024-03-01", winter, None),
        (by(), "2024-04-01", summer, None),
        (london, "2024-04-01", summer, None),
        (by(), "2024-03-01Z", winter, None),
        (by(), "2024-03-01+09:00", winter, None),
        (pattern, "3/1/24", winter, None),
        (optional, "1.3.2024", winter, None),
        (by(time="yyyy-MM-dd'T'[HH:mm]"), "2024-04-01T", summer, None),
        # Times are instants, which no lake moves.
        (by(), "2024-03-01 10:00", at(2024, 3, 1, 10), None),
        (london, "2024-04-01 10:00", at(2024, 4, 1, 9), None),
        (optional, "1.3.2024 0:00", at(2024, 2, 29, 23), None),
        (optional, "1.3.2024 9:05:07", at(2024, 3, 1, 8, 5, 7), None),
        (by(time="unix_seconds"), "1709251200", at(2024, 3, 1), None),
    ]

    assert told(spark, cases) == expected(cases)


def at(*parts: int) -> int:
    """Microseconds from 1970 to a time in UTC."""
    since = datetime(*parts, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    return round(since.total_seconds() * 1_000_000)


def _micros(read: values.Value) -> values.Value:
    return values.Value(F.unix_micros(read.value), read.reason)


def test_a_language_is_its_code_whatever_is_said_beside_it(spark):
    right = {"en-GB": "en", "pt_BR": "pt", "zh-Hans-CN": "zh", " DE ": "de", "und": "und"}
    right |= {"English": "English", "en GB": "en GB", "x": "x", "": ""}
    frame = spark.createDataFrame([(text,) for text in right], "text string")

    read = frame.select("text", values.language(F.col("text"))).collect()

    assert dict(read) == right


def test_the_source_says_which_texts_mean_that_there_is_none(spark):
    record = spark.createDataFrame(
        [
            (
                {
                    "a": "NA",
                    "b": "x1.0",
                    "c": '{"u": {"id": 7}}',
                    "d": "nan",
                    "e": " 9 ",
                    "f": " oui ",
                },
            )
        ],
        "values map<string,string>",
    )
    words = {"oui": "true", "nan": None}

    row = record.select(
        raw_text(Expression(column="a"), ("", "NA")).alias("a"),
        raw_text(Expression(column="a"), ()).alias("kept"),
        raw_text(Expression(column="b", strip_prefix="x", strip_suffix=".0"), ()).alias("b"),
        raw_text(Expression(json_column="c", path="$.u.id"), ()).alias("c"),
        raw_text(Expression(constant=True), ()).alias("constant"),
        raw_text(Expression(product=("a", "b")), ("NA",)).alias("product"),
        raw_text(Expression(product=({"json": "c", "path": "$.u.id"}, "e")), ()).alias("of two"),
        raw_text(Expression(made_of=("a", "z")), ("NA",)).alias("nothing"),
        raw_text(Expression(made_of=("a", "b")), ("NA",)).alias("made"),
        raw_text(Expression(made_of=("d", "z")), ()).alias("made of nan"),
        raw_text(Expression(joined=("e", "b"), between="T"), ()).alias("joined"),
        raw_text(Expression(joined=("a", "b")), ("NA",)).alias("joined one"),
        raw_text(Expression(joined=("a", "z")), ("NA",)).alias("joined none"),
        raw_text(Expression(column="f", values=words), ()).alias("meant"),
        raw_text(Expression(column="b", values=words), ()).alias("not meant"),
        raw_text(Expression(column="d", values=words, default="x"), ()).alias("default"),
        raw_text(Expression(column="f", default="x"), ()).alias("no default"),
    ).collect()[0]

    assert row.asDict() == {
        "a": None,
        "kept": "NA",
        "b": "1",
        "c": "7",
        "constant": "true",
        "product": None,
        "of two": '["7"," 9 "]',
        "nothing": None,
        "made": '[null,"x1.0"]',
        "made of nan": None,
        "joined": "9Tx1.0",
        "joined one": "x1.0",
        "joined none": None,
        "meant": "true",
        "not meant": "x1.0",
        "default": "x",
        "no default": " oui ",
    }
