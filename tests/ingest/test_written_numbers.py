"""Numbers are read as people write them, by the sign that the source has before decimals."""

import pytest
from pyspark.sql import functions as F

from voxlake.ingest import values
from voxlake.ingest.currencies import DIGITS, SHARED_SIGNS, SURE_SIGNS
from voxlake.ingest.written_numbers import currency_code, plain_amount, plain_number

EITHER = {
    "1 234": "1234.00",
    "1\u00a0234\u00a0567": "1234567.00",
    "1\u202f234": "1234.00",
    "1'234": "1234.00",
    "1\u2019234\u2019567": "1234567.00",
    "+5": "5.00",
    "\u22125": "-5.00",
    "5-": "-5.00",
    "5 -": "-5.00",
    "(5)": "-5.00",
    " 7 ": "7.00",
    "1e3": "1000.00",
    "€5": "5.00",
    "5 €": "5.00",
    "5 eur": "5.00",
    "EUR 5": "5.00",
    "Euro 5": "5.00",
    "-€5": "-5.00",
    "€-5": "-5.00",
    "€ (5)": "-5.00",
    "(€5)": "-5.00",
    "5 €-": "-5.00",
    "$5": "currency_differs",
    "5 USD": "currency_differs",
    "5 xyzzy": "amount_malformed",
    "5%": "amount_malformed",
    "0x1F": "amount_malformed",
    "(5": "amount_malformed",
    "5)": "amount_malformed",
    "-5-": "amount_malformed",
    "--5": "amount_malformed",
    "-(5)": "amount_malformed",
    "5 6": "amount_malformed",
    "12 34": "amount_malformed",
    "1 234'567": "amount_malformed",
    "5€6": "amount_malformed",
    "": "amount_malformed",
    "-": "amount_malformed",
    "€": "amount_malformed",
    "NaN": "number_not_finite",
    None: None,
    "x" * 50_000: "amount_malformed",
    "1" * 50_000: "amount_malformed",
    "1 234" + " 567" * 20_000: "amount_malformed",
}
POINT = {
    "12.50": "12.50",
    "1,234.56": "1234.56",
    "1,234": "1234.00",
    "1.234": "1.23",
    "12,34,567.50": "1234567.50",
    "1 234.5": "1234.50",
    "€12.50-": "-12.50",
    "12.-": "12.00",
    "12.--": "12.00",
    "1.5E+3": "1500.00",
    "12,50": "decimal_comma",
    "1.234,56": "decimal_comma",
    "1.234.567": "decimal_comma",
    "0,125": "decimal_comma",
    "1,23,4": "amount_malformed",
    "1,2345.6": "amount_malformed",
}
COMMA = {
    "12,50": "12.50",
    "1.234,56": "1234.56",
    "1.234": "1234.00",
    "1.234.567": "1234567.00",
    "0,125": "0.13",
    "1'234,5": "1234.50",
    "(12,50 €)": "-12.50",
    "12,-": "12.00",
    "1,5E+3": "1500.00",
    "12.50": "decimal_point",
    "1,234.56": "decimal_point",
    "0.125": "decimal_point",
    "2.5": "decimal_point",
    "$12.50": "decimal_point",
}


@pytest.fixture(params=["false", "true"], ids=["ansi off", "ansi on"])
def ansi(spark, request):
    spark.conf.set("spark.sql.ansi.enabled", request.param)
    yield
    spark.conf.unset("spark.sql.ansi.enabled")


def read(spark, texts, *readers) -> list[dict]:
    """By reader: for each text the value as it is printed, or the reason why there is none."""
    frame = spark.createDataFrame([(n, text) for n, text in enumerate(texts)], "n int, text string")
    plain = [of(F.col("text")).alias(name) for name, of, _ in readers]
    told = []
    for name, _, typed in readers:
        value = typed(F.col(name))
        told.append(F.coalesce(value.value.cast("string"), value.reason).alias(name))
    rows = sorted(frame.coalesce(1).select("n", *plain).select("n", *told).collect())
    return [
        {text: row[name] for text, row in zip(texts, rows, strict=True)} for name, *_ in readers
    ]


@pytest.mark.usefixtures("ansi")
def test_amounts_are_read_as_people_write_them(spark):
    def amounts(decimal):
        return (
            {".": "point", ",": "comma"}[decimal],
            lambda text: plain_amount(text, decimal, F.lit("EUR")),
            lambda text: values.money(text, decimal),
        )

    point, comma = read(spark, [*EITHER, *POINT, *COMMA], amounts("."), amounts(","))

    assert {text: point[text] for text in (EITHER | POINT)} == EITHER | POINT
    assert {text: comma[text] for text in (EITHER | COMMA)} == EITHER | COMMA


def test_a_sign_that_currencies_share_is_of_the_one_that_the_row_names(spark):
    frame = spark.createDataFrame(
        [
            *(("$5", "USD"), ("$5", "CAD"), ("5 kr", "SEK"), ("kr 5", "EUR"), ("US$5", "CAD")),
            *(("5 usd", "USD"), ("R$ 5", "BRL"), ("5 zł", "PLN"), ("$5", None), ("5 ?", None)),
        ],
        "text string, currency string",
    )
    value = values.money(plain_amount(F.col("text"), ".", F.col("currency")))

    said = frame.select(F.coalesce(value.value.cast("string"), value.reason)).collect()

    assert [row[0] for row in said] == [
        *("5.00", "5.00", "5.00", "currency_differs", "currency_differs"),
        *("5.00", "5.00", "5.00", "5.00", "amount_malformed"),
    ]


def test_counts_have_thousands_and_no_currency_and_shares_may_be_in_hundredths(spark):
    texts = ["1,204", "1 204", "12,5", "-3", "€5", "12%", "12.5 %", "-5 %", None]

    count, share = read(
        spark,
        texts,
        ("count", lambda text: plain_number(text, "."), values.count),
        ("share", lambda text: plain_number(text, ".", is_share=True), values.number),
    )

    assert list(count.values()) == [
        *("1204", "1204", "decimal_comma", "number_negative", "number_malformed"),
        *("number_malformed", "number_malformed", "number_malformed", None),
    ]
    assert list(share.values()) == [
        *("1204.0", "1204.0", "decimal_comma", "-3.0", "number_malformed"),
        *("0.12", "0.125", "-0.05", None),
    ]


def test_currencies_are_codes_in_capitals_and_signs_that_are_sure(spark):
    texts = {
        "eur": "EUR",
        " USD ": "USD",
        "€": "EUR",
        "zł": "PLN",
        "Kč": "CZK",
        "US$": "USD",
        "euro": "EUR",
        "usdt": "USDT",
        "$": "currency_unknown",
        "¥": "currency_unknown",
        "kr": "currency_unknown",
        "US Dollars": "currency_unknown",
        None: None,
    }

    (read_as,) = read(spark, list(texts), ("code", currency_code, values.currency))

    assert read_as == texts


def test_each_sign_is_of_currencies_that_there_are():
    assert set(SURE_SIGNS.values()) <= DIGITS.keys()
    assert {code for of in SHARED_SIGNS.values() for code in of} <= DIGITS.keys()
    assert {*SURE_SIGNS, *SHARED_SIGNS} == {sign.upper() for sign in {*SURE_SIGNS, *SHARED_SIGNS}}
    assert (DIGITS["EUR"], DIGITS["JPY"], DIGITS["KWD"], DIGITS["CLF"]) == (2, 0, 3, 4)
