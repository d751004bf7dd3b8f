# %% [markdown]
# # Sentiment and topics
#
# What do people write about, and how do they feel about it? This notebook reads the tables that
# `make run` wrote. Start it from the project's folder. Set `VOXLAKE_LAKE__ROOT` if the lake is not
# in `./lake`.

# %%
import os
from pathlib import Path

import matplotlib.pyplot as plt

from voxlake.lake import sql
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.spark.session import session_for

root = os.environ.get("VOXLAKE_LAKE__ROOT", "./lake")
spark = session_for("notebook", Path("conf/spark/local.conf"), s3=root.startswith("s3a:"))
views = sql.attach(spark, Lake(spark, Root(root), run_id="notebook"))
print(", ".join(views))

# %% [markdown]
# ## How the mood moves
#
# Each usable post has a score from -1 (negative) to 1 (positive). Spark adds the posts of a day up;
# only one row per day comes to the notebook.

# %%
daily = spark.sql(
    """
    SELECT post_date, count(*) AS posts, avg(score) AS score,
           avg(CAST(label = 'negative' AS INT)) AS negative_share
    FROM post_sentiment
    GROUP BY post_date
    ORDER BY post_date
    """
).toPandas()
daily.tail(7)

# %%
figure, (above, below) = plt.subplots(2, 1, figsize=(9, 5), sharex=True)
above.plot(daily.post_date, daily.score, color="#9aa5b1", label="day")
above.plot(daily.post_date, daily.score.rolling(7).mean(), color="#1f5fa8", label="mean of 7 days")
above.axhline(0, color="black", linewidth=0.5)
above.set_ylabel("mean score")
above.legend(frameon=False)
below.bar(daily.post_date, daily.posts, color="#9aa5b1")
below.set_ylabel("posts")
figure.autofmt_xdate()
plt.show()

# %% [markdown]
# ## What the topics are
#
# A topic is a list of words that turn up in the same posts. Several fits may be in the lake, so we
# take the version that the posts were assigned with.

# %%
topics = spark.sql(
    """
    WITH current AS (SELECT max_by(model_version, post_date) AS model_version FROM post_topics)
    SELECT t.topic_id, t.title, round(t.weight, 3) AS weight, round(t.coherence, 2) AS coherence
    FROM topics t JOIN current USING (model_version)
    ORDER BY t.weight DESC
    """
).toPandas()
topics

# %% [markdown]
# ## Where the mood changed
#
# We compare the last seven days with the days before, topic by topic. A change in a topic with few
# posts may be chance, so the number of posts stands beside it, and thin lines show two standard
# errors. Topics have the names that people gave, and count where those were merged.

# %%
changes = spark.sql(
    """
    WITH last_day AS (SELECT max(post_date) AS day FROM post_sentiment),
    scored AS (
        SELECT own.shown_as AS topic_id, s.score,
               s.post_date > date_sub(last_day.day, 7) AS is_last_week
        FROM post_sentiment s
        JOIN post_topics t USING (post_id, post_date)
        JOIN topic_names own USING (topic_id)
        CROSS JOIN last_day
        WHERE NOT own.is_hidden
    )
    SELECT topic_id, first(name) AS name,
           count_if(is_last_week) AS posts,
           avg(score) FILTER (WHERE is_last_week) AS score,
           avg(score) FILTER (WHERE NOT is_last_week) AS score_before,
           sqrt(var_samp(score) FILTER (WHERE is_last_week) / count_if(is_last_week)
              + var_samp(score) FILTER (WHERE NOT is_last_week) / count_if(NOT is_last_week)
           ) AS standard_error
    FROM scored JOIN topic_names USING (topic_id)
    WHERE NOT is_hidden
    GROUP BY topic_id
    ORDER BY score - score_before
    """
).toPandas()
changes

# %%
figure, axes = plt.subplots(figsize=(9, 4))
axes.barh(
    changes.name,
    changes.score - changes.score_before,
    xerr=2 * changes.standard_error,
    color="#1f5fa8",
    ecolor="#9aa5b1",
)
axes.axvline(0, color="black", linewidth=0.5)
axes.set_xlabel("mean score of the last seven days, minus that of the days before")
figure.tight_layout()
plt.show()

# %% [markdown]
# ## The posts behind a change
#
# Gold tables hold no text. The posts themselves are one join away, in silver. Here are the most
# negative posts of the last week in the topic that fell most.

# %%
fallen = int(changes.topic_id.iloc[0])
spark.sql(
    """
    SELECT p.post_date, round(s.score, 2) AS score, p.text
    FROM post_sentiment s
    JOIN post_topics t USING (post_id, post_date)
    JOIN posts p USING (post_id, post_date)
    JOIN topic_names n USING (topic_id)
    WHERE n.shown_as = :topic AND NOT n.is_hidden
      AND s.post_date > date_sub((SELECT max(post_date) FROM post_sentiment), 7)
    ORDER BY s.score, s.post_id
    LIMIT 5
    """,
    args={"topic": fallen},
).toPandas()
