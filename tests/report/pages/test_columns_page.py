"""The page of columns: what is told of each, over all months and in the last one."""

from datetime import date, datetime

from voxlake.report.pages.columns import gather
from voxlake.report.settings import ReportSettings

AS_OF = date(2024, 3, 31)
SETTINGS = ReportSettings()
FEBRUARY, MARCH = date(2024, 2, 1), date(2024, 3, 1)


def told(column, month=MARCH, rows=100, nulls=0, **of):
    return {
        "month": month,
        "table_name": "posts",
        "source": "shop",
        "column_name": column,
        "row_count": rows,
        "null_count": nulls,
        "null_share": nulls / rows,
        **of,
    }


def says(sources, *rows):
    (profile,) = gather(sources(column_profiles=rows), AS_OF, SETTINGS)
    return {column.name: column.says for column in profile.columns}


def test_a_lake_that_was_not_profiled_has_no_page(sources):
    assert gather(sources(), AS_OF, SETTINGS) is None


def test_numbers_have_the_limits_of_all_months_and_the_middle_of_the_last(sources):
    of = {"numbers_of": "value"}
    said = says(
        sources,
        told("like_count", FEBRUARY, min_value=-1.0, max_value=50.0, p50=9.0, p95=40.0, **of),
        told("like_count", min_value=0.0, max_value=4021.0, p50=2.5, p95=12.0, **of),
        told("view_count", min_value=0.0, max_value=0.0, p50=0.0, p95=0.0, **of),
        told("text", min_value=2.0, max_value=280.0, p50=98.0, p95=200.0, numbers_of="characters"),
    )

    assert said == {
        "text": "2 to 280 characters; half at most 98, 95% at most 200",
        "like_count": "-1 to 4,021; half at most 2.5, 95% at most 12",
        "view_count": "always 0",
    }


def test_values_of_all_months_are_added_up_and_times_told_from_first_to_last(sources):
    en, fr, rare = {"value": "en"}, {"value": "fr"}, {"value": "und", "row_count": 0}
    said = says(
        sources,
        told(
            "language",
            FEBRUARY,
            nulls=50,
            frequent_values=[{**en, "row_count": 30}, {**fr, "row_count": 20}],
        ),
        told("language", nulls=50, frequent_values=[{**fr, "row_count": 50}, rare]),
        told("posted_at", FEBRUARY, min_time=datetime(2024, 2, 3), max_time=datetime(2024, 2, 20)),
        told("posted_at", min_time=datetime(2024, 3, 1), max_time=datetime(2024, 3, 30)),
    )

    assert said["language"] == "fr 70%, en 30%, und 0%"
    assert said["posted_at"] == "3 February 2024 to 30 March 2024"


def test_a_last_month_that_is_filled_otherwise_is_named(sources):
    said = says(
        sources,
        told("like_count", FEBRUARY),
        told("like_count", nulls=97),
        told("view_count", FEBRUARY),
        told("view_count", nulls=10),
        told("reply_count", FEBRUARY, rows=20),
        told("reply_count", nulls=90),
    )

    assert said == {
        "like_count": "filled in 3% of the rows of the last month, 100% before",
        "view_count": "",
        "reply_count": "",  # 20 rows before are too few to compare with
    }


def test_the_page_lists_columns_as_declared_and_apart_those_that_hold_nothing(sources, page_of):
    rows = [
        told(
            "like_count",
            min_value=0.0,
            max_value=3.0,
            numbers_of="value",
            distinct_count=4,
            nulls=1,
        ),
        told("post_id", numbers_of="characters", distinct_count=97),
        told("url", nulls=100),
        told("attributes.<b>", frequent_values=[{"value": "<i>", "row_count": 9}]),
        told("bio", FEBRUARY, rows=7) | {"table_name": "users"},
        told("bio", MARCH, rows=9) | {"table_name": "users"},
    ]
    facts = gather(sources(column_profiles=rows), AS_OF, SETTINGS)
    html = page_of("columns", facts)

    assert [(p.table, p.row_count, [c.name for c in p.columns], p.empty) for p in facts] == [
        ("posts", 100, ["post_id", "like_count", "attributes.<b>"], ["url"]),
        ("users", 9, ["bio"], []),
    ]
    assert "Posts from shop: 100 rows" in html
    assert "March 2024. Filled" in html
    assert "Hold nothing: url." in html
    assert "All rows there are, as of March 2024." in html
    assert "attributes.&lt;b&gt;" in html and "&lt;i&gt; 9%" in html
    assert [column.filled for column in facts[0].columns] == ["100%", "99%", "100%"]
