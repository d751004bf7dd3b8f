# %% [markdown]
# # Recommendations
#
# Whom users are offered to meet, what they are shown, which words go with theirs, and how good all
# of that is. This notebook reads the tables that `make run` wrote; a table that no job wrote yet is
# empty here, and so is what it shows. Start it from the project's folder. Set `VOXLAKE_LAKE__ROOT`
# if the lake is not in `./lake`.

# %%
import os
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from voxlake.lake import sql
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.spark.session import session_for

root = os.environ.get("VOXLAKE_LAKE__ROOT", "./lake")
spark = session_for("notebook", Path("conf/spark/local.conf"), s3=root.startswith("s3a:"))
views = sql.attach(spark, Lake(spark, Root(root), run_id="notebook"))
pd.set_option("display.max_colwidth", None)
BLUE, RED, GREY = "#2f6f9f", "#b5482a", "#c9ccd1"

# %% [markdown]
# ## Who is offered something
#
# Users by kind, and for posts and items by how their places are filled: by the model where a user
# did enough for it, else by what is popular in the user's segment, language, or with all.

# %%
spark.sql(
    """
    SELECT kind, NULL AS source, count(DISTINCT user_id) AS users, count(*) AS offers
    FROM user_recommendations_latest
    WHERE item IS NOT NULL
    GROUP BY kind
    UNION ALL
    SELECT item_kind, source, count(DISTINCT user_id), count(*)
    FROM content_recommendations_latest
    GROUP BY item_kind, source
    ORDER BY kind, offers DESC, source
    """
).toPandas()

# %% [markdown]
# ## One user
#
# Everything that one user is offered, with the reason that the user may read. Put another id in the
# place of the one that has most. No reason tells of a mood.

# %%
most = spark.sql(
    """
    SELECT user_id, count(*) AS offers
    FROM (
      SELECT user_id FROM user_recommendations_latest WHERE item IS NOT NULL
      UNION ALL
      SELECT user_id FROM content_recommendations_latest
    )
    GROUP BY user_id
    ORDER BY offers DESC, user_id
    LIMIT 1
    """
).toPandas()
user = most.user_id.iloc[0] if len(most) else "nobody"
spark.sql(
    f"""
    SELECT kind, rank, item, round(score, 4) AS score, reason
    FROM user_recommendations_latest
    WHERE user_id = '{user}' AND item IS NOT NULL
    UNION ALL
    SELECT item_kind, rank, item_id, round(score, 4), reason
    FROM content_recommendations_latest
    WHERE user_id = '{user}'
    ORDER BY kind, rank
    """
).toPandas()

# %% [markdown]
# ## How concentrated the offers are
#
# All places of all lists, the things that are offered most first: where the line rises at once, a
# few things are offered to everybody. The dotted line is that of things offered all alike.

# %%
offers = spark.sql(
    """
    WITH offers AS (
      SELECT kind, item FROM user_recommendations_latest WHERE item IS NOT NULL
      UNION ALL
      SELECT item_kind, item_id FROM content_recommendations_latest
    ),
    items AS (SELECT kind, item, count(*) AS users FROM offers GROUP BY kind, item)
    SELECT kind, users, count(*) AS items FROM items GROUP BY kind, users ORDER BY kind, users DESC
    """
).toPandas()
figure, axes = plt.subplots(figsize=(6, 4))
for kind, rows in offers.groupby("kind"):
    items, places = rows["items"].cumsum(), (rows["items"] * rows.users).cumsum()
    axes.plot([0, *100 * items / items.iloc[-1]], [0, *100 * places / places.iloc[-1]], label=kind)
axes.plot([0, 100], [0, 100], color=GREY, linestyle=":")
axes.set_xlabel("percent of the things that are offered")
axes.set_ylabel("percent of all places")
if len(offers):
    axes.legend(frameon=False)
figure.tight_layout()
plt.show()

# %% [markdown]
# ## How good they are
#
# Of what users newly did after `cut_date`, the share that stood among the first ten places, beside
# the two simplest ways to make lists, with bootstrap intervals. `over_…_low` above 0: better than
# that way by more than chance. The test looks back; only an experiment tells what lists bring.

# %%
judged = spark.sql(
    """
    SELECT kind, method, cut_date, user_count, value AS recall, low, high, over_popular,
           over_popular_low, over_covisitation, over_covisitation_low
    FROM recommendation_metrics_latest
    WHERE metric = 'recall' AND cutoff = 10 AND band = 'all'
    ORDER BY kind, method
    """
).toPandas()
judged

# %%
known = judged.dropna(subset=["low", "high"])
figure, axes = plt.subplots(figsize=(8, 1 + 0.4 * len(known)))
places = range(len(known))
axes.hlines(places, 100 * known.low, 100 * known.high, color=GREY, linewidth=4)
colours = np.where(known.method == "recommended", BLUE, RED)
axes.scatter(100 * known.recall, places, color=colours, zorder=3)
axes.set_yticks(places, known.kind + ": " + known.method)
axes.set_xlabel("percent of what users newly did, in the first ten places")
figure.tight_layout()
plt.show()

# %% [markdown]
# ## For whom they are good
#
# The same by how many things users had acted on before the cut. New users are where lists of what
# is popular have to do.

# %%
spark.sql(
    """
    SELECT kind, band, user_count, round(value, 4) AS recall, round(low, 4) AS low,
           round(high, 4) AS high, round(over_popular, 4) AS over_popular,
           round(over_popular_low, 4) AS over_popular_low
    FROM recommendation_metrics_latest
    WHERE metric = 'recall' AND cutoff = 10 AND method = 'recommended' AND band <> 'all'
    ORDER BY kind, cast(regexp_extract(band, '[0-9]+', 0) AS int)
    """
).toPandas()

# %% [markdown]
# ## How wide a net they cast
#
# Coverage is the share of what might be shown that stands in anybody's list; `top_share` how much
# of the lists is of the 1% that most users had already; novelty, in bits, is higher for what few
# know.

# %%
spark.sql(
    """
    SELECT kind, method, round(max(CASE metric WHEN 'coverage' THEN value END), 4) AS coverage,
           round(max(CASE metric WHEN 'top_share' THEN value END), 4) AS top_share,
           round(max(CASE metric WHEN 'novelty' THEN value END), 2) AS novelty
    FROM recommendation_metrics_latest
    WHERE cutoff = 10 AND band = 'all'
    GROUP BY kind, method
    ORDER BY kind, method
    """
).toPandas()

# %% [markdown]
# ## What is clicked on
#
# By place. `weighted_rate` is what the rate would be if all that could be shown were as likely to
# be; it needs the propensities that the service logged. That a place is clicked on more may only
# say that more people look there.

# %%
clicks = spark.sql(
    """
    SELECT kind, rank, shown_count, clicked_count, click_rate, click_rate_low, click_rate_high,
           weighted_rate, position_bias, unknown_click_count
    FROM recommendation_clicks_latest
    ORDER BY kind, rank
    """
).toPandas()
figure, axes = plt.subplots(figsize=(8, 3))
for kind, rows in clicks[clicks["rank"] > 0].groupby("kind"):
    raw, weighted = (100 * rows[name].astype(float) for name in ("click_rate", "weighted_rate"))
    (line,) = axes.plot(rows["rank"], raw, marker=".", label=kind)
    axes.plot(rows["rank"], weighted, color=line.get_color(), linestyle=":")
axes.set_xlabel("place")
axes.set_ylabel("clicked, percent of shown\n(dotted: weighted)")
if (clicks["rank"] > 0).any():
    axes.legend(frameon=False)
figure.tight_layout()
plt.show()
clicks

# %% [markdown]
# ## What is bought together
#
# Pairs of items that stand in the same orders more often than by chance, the surest first: `lift`
# is how many times as often. A pair may be there in both directions; `confidence` is of the orders
# with the first of them.

# %%
spark.sql(
    """
    WITH names AS (SELECT product_id, max(product_name) AS name FROM orders GROUP BY product_id)
    SELECT coalesce(n.name, b.item_id) AS item, coalesce(o.name, b.other_item_id) AS other,
           b.invoice_count AS orders, round(b.support, 4) AS support,
           round(b.confidence, 2) AS confidence, round(b.lift, 1) AS lift,
           round(b.lift_low, 1) AS lift_low, round(b.lift_high, 1) AS lift_high
    FROM bought_together_latest b
    LEFT JOIN names n ON n.product_id = b.item_id
    LEFT JOIN names o ON o.product_id = b.other_item_id
    ORDER BY b.lift_low DESC, b.item_id, b.other_item_id
    LIMIT 20
    """
).toPandas()

# %% [markdown]
# ## What is alike
#
# Items, and posts, that the same users wanted: the cosine of their users, with an interval.

# %%
spark.sql(
    """
    SELECT item_kind, item_id, other_item_id, user_count, round(cosine, 2) AS cosine,
           round(low, 2) AS low, round(high, 2) AS high
    FROM similar_items_latest
    WHERE rank = 1
    ORDER BY item_kind, score DESC, item_id, other_item_id
    LIMIT 20
    """
).toPandas()

# %% [markdown]
# ## Words that go with a good mood
#
# Hashtags whose posts have more joy and optimism than all posts, drawn towards these where they are
# few, with the hashtags that stand beside them most.

# %%
spark.sql(
    """
    SELECT h.hashtag, h.author_count, h.post_count, round(h.positivity, 3) AS positivity,
           round(h.uplift, 3) AS uplift,
           concat_ws(', ', array_sort(collect_list(p.other_hashtag))) AS beside
    FROM hashtags_latest h
    LEFT JOIN (
      SELECT hashtag, other_hashtag FROM hashtag_pairs_latest WHERE rank <= 3
    ) p ON p.hashtag = h.hashtag
    WHERE h.uplift > 0
    GROUP BY h.hashtag, h.author_count, h.post_count, h.positivity, h.uplift
    ORDER BY h.uplift DESC, h.hashtag
    LIMIT 20
    """
).toPandas()
