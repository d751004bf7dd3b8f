"""Hold value fitted up to a day against what came after it, into `value_holdout`."""

from __future__ import annotations

from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.core.errors import TooLittleDataError
from voxlake.people.value.buyers import currency_of, summarise_buyers
from voxlake.people.value.holdout import Holdout, holdout_rows, measure, predicted_and_actual
from voxlake.people.value.model import count_repeat_buyers, fit_value
from voxlake.people.value.picture import holdout_picture
from voxlake.people.value.settings import ValueSettings
from voxlake.run.context import Context
from voxlake.spark.persisted import persisted
from voxlake.tables import MODEL_METRICS, PURCHASE_LINES, VALUE_HOLDOUT


def run(ctx: Context, settings: ValueSettings) -> None:
    """Fit up to the cutoff, foretell the days after it, and compare with two simpler ways."""
    until = settings.observed(ctx.as_of)
    lines = ctx.lake.history(PURCHASE_LINES, until)
    currency = currency_of(lines)
    first = lines.agg(F.min("order_date")).collect()[0][0]
    if first is None:
        raise TooLittleDataError("evaluate_user_value found no purchases. Ingest orders first.")
    holdout = Holdout.of(first, until, settings.holdout_days)
    summed_up = summarise_buyers(lines, as_of=holdout.cutoff, unit_days=settings.unit_days)
    with persisted(summed_up) as buyers:
        repeat_buyers = count_repeat_buyers(buyers)
        if repeat_buyers < settings.min_repeat_buyers:
            raise TooLittleDataError(
                f"A fit of value up to {holdout.cutoff} needs {settings.min_repeat_buyers} buyers "
                f"who came back by then, and there are {repeat_buyers}. Ingest more orders, or "
                "lower value.holdout_days or value.min_repeat_buyers."
            )
        with ctx.models.fit(
            "value", settings, {"purchase_lines": ctx.lake.version(PURCHASE_LINES)}
        ) as fit:
            model = fit_value(buyers, currency, settings).model
            compared = predicted_and_actual(lines, buyers, model, holdout, settings)
            with persisted(compared) as rows:
                held = measure(rows)
            fit.metrics(held.figures, split="holdout")
            fit.picture(holdout_picture(held.by_frequency, holdout.days), "holdout_orders")
    rows_of_table = holdout_rows(ctx.spark, held, holdout, currency)
    ctx.lake.replace(rows_of_table, VALUE_HOLDOUT, Days.of([ctx.as_of]))
    version, split = f"until {holdout.cutoff}", f"{holdout.days} days after"
    ctx.lake.merge_values(
        [("value", version, split, name, value) for name, value in held.figures.items()],
        MODEL_METRICS,
    )
    ctx.note(cutoff=str(holdout.cutoff), **{k: round(v, 4) for k, v in held.figures.items()})
