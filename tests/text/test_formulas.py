from voxlake.core.formulas import no_formula
from voxlake.text.formulas import no_formulas

ODD = ["=1+1", "+49", "-1", "@ann", "\t=1", "\r=1", "\uff1dSUM(A1)"]
PLAIN = ["ann@x.org", " =1", "", "a=b"]


def test_a_text_that_begins_as_a_formula_gets_a_space_in_sheets_and_columns_alike(spark):
    from pyspark.sql import functions as F

    rows = spark.createDataFrame([(text,) for text in [*ODD, *PLAIN]], "text string")

    told = [row.told for row in rows.select(no_formulas(F.col("text")).alias("told")).collect()]

    assert told == [f" {text}" for text in ODD] + PLAIN
    assert told == [no_formula(text) for text in [*ODD, *PLAIN]]
