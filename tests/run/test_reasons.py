"""What `job_runs` keeps of an error holds no rows and no passwords."""

import pytest
from pyspark.errors import PythonException

from voxlake.core.errors import InputError, PlatformError, QualityError
from voxlake.run.reasons import reason_of

HINT = ": what the run printed says more"


@pytest.mark.parametrize(
    ("error", "kept"),
    [
        (QualityError("3 rows are odd.\nand a line"), "QualityError: 3 rows are odd."),
        (InputError("users twice: ann", kept="users twice"), "InputError: users twice"),
        (PlatformError("http://u:ann@h is gone"), "PlatformError: http://***@h is gone"),
        (ValueError("could not convert 'ann'"), f"ValueError{HINT}"),
        (KeyError("ann"), f"KeyError{HINT}"),
        (PythonException("ann"), f"PythonException{HINT}"),
        (FileNotFoundError(2, "No such file", "ann"), f"FileNotFoundError (No such file){HINT}"),
    ],
)
def test_of_our_own_errors_a_sentence_is_kept_and_of_others_the_kind_alone(error, kept):
    assert reason_of(error) == kept


def test_an_error_of_spark_is_kept_by_its_kind_without_the_rows_that_it_quotes(spark):
    rows = spark.createDataFrame([("ann",)], "name string")
    with pytest.raises(Exception, match="ann") as of_cast:
        rows.selectExpr("raise_error(name)").collect()
    with pytest.raises(Exception, match="ann") as of_column:
        rows.select("ann")

    assert "ann" not in reason_of(of_cast.value)
    assert HINT in reason_of(of_cast.value)
    assert reason_of(of_column.value).startswith("AnalysisException (UNRESOLVED_COLUMN")
