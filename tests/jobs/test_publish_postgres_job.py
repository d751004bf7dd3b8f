from datetime import date

from voxlake.core.days import Days
from voxlake.jobs import publish_postgres
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.run.context import Context
from voxlake.stores.postgres.settings import PostgresSettings
from voxlake.tables import POST_SENTIMENT

FRIDAY, MONDAY = date(2024, 3, 1), date(2024, 3, 4)


def test_posts_that_are_erased_in_gold_vanish_from_postgresql(
    spark, frame, tmp_path, postgres, monkeypatch
):
    lake = Lake(spark, Root(str(tmp_path)), run_id="run")
    posts = [
        {"post_id": id_, "post_date": day, "user_id": "ann", "score": 0.5}
        for id_, day in [("p1", FRIDAY), ("p2", MONDAY), ("p3", MONDAY)]
    ]
    lake.replace(frame(POST_SENTIMENT, *posts), POST_SENTIMENT, Days.every())
    monkeypatch.setenv("PASSWORD_OF_TESTS", postgres.password)
    settings = PostgresSettings(
        address=postgres.address,
        password_env="PASSWORD_OF_TESTS",
        tls="disable",
        schema_name="of_job",
        tables=("post_sentiment",),
        personal=True,
    )

    def published():
        ctx = Context(spark, lake, None, Days.every(), "run")
        publish_postgres.run(ctx, settings)
        with postgres.connect() as reader:
            found = reader.execute("SELECT post_id, score FROM of_job.post_sentiment ORDER BY 1")
            return ctx.notes, found.fetchall()

    first = published()
    again = published()
    lake.remove(spark.createDataFrame([("p2",)], "post_id string"), POST_SENTIMENT)
    after = published()

    assert first == ({"tables_changed": 1, "rows_sent": 3}, [("p1", 0.5), ("p2", 0.5), ("p3", 0.5)])
    assert again == ({"tables_changed": 0, "rows_sent": 0}, first[1])
    assert after == ({"tables_changed": 1, "rows_sent": 1}, [("p1", 0.5), ("p3", 0.5)])
