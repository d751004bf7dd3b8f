# %% [markdown]
# # Value
#
# What are the buyers worth, and which of them are slipping away? This notebook reads the tables
# that `make run` wrote. Start it from the project's folder. Set `VOXLAKE_LAKE__ROOT` if the lake is
# not in `./lake`.

# %%
import os
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

from voxlake.lake import sql
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.spark.session import session_for

root = os.environ.get("VOXLAKE_LAKE__ROOT", "./lake")
spark = session_for("notebook", Path("conf/spark/local.conf"), s3=root.startswith("s3a:"))
views = sql.attach(spark, Lake(spark, Root(root), run_id="notebook"))
pd.set_option("display.max_colwidth", None)

# %% [markdown]
# ## What the segments are worth
#
# For each buyer the pipeline expects how many orders will come within the horizon, and how much
# money. A segment with few buyers can still matter most, so we look at the sum beside the mean.

# %%
value = spark.sql(
    """
    SELECT segment_id, sum(user_count) AS buyers, sum(revenue) AS revenue,
           round(sum(expected_value), 2) AS expected_value,
           round(sum(expected_value) / sum(user_count), 2) AS mean_expected_value,
           first(currency) AS currency, first(horizon_days) AS horizon_days
    FROM segment_value_latest
    GROUP BY segment_id
    ORDER BY expected_value DESC
    """
).toPandas()
value

# %%
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.5))
names = [f"segment {i}" if i >= 0 else "no segment" for i in value.segment_id]
left.bar(names, value.expected_value, color="#1f5fa8")
left.set_ylabel(f"expected value, {value.currency.iloc[0]}")
left.tick_params(axis="x", rotation=30)
right.bar(names, value.mean_expected_value, color="#9aa5b1")
right.set_ylabel("expected value of a buyer")
right.tick_params(axis="x", rotation=30)
figure.tight_layout()
plt.show()

# %% [markdown]
# ## How few bring how much
#
# Buyers are put in a hundred groups of equal size, from the most valuable to the least. The curve
# says which share of the expected value the best buyers bring.

# %%
percentiles = ", ".join(f"{i / 100}D" for i in range(1, 100))
groups = spark.sql(
    f"""
    WITH cuts AS (
        SELECT percentile_approx(expected_value, array({percentiles})) AS c
        FROM user_value_latest
    )
    SELECT size(filter(c, cut -> cut < expected_value)) AS percentile,
           count(*) AS buyers, sum(expected_value) AS expected_value
    FROM user_value_latest CROSS JOIN cuts
    GROUP BY percentile
    ORDER BY percentile DESC
    """
).toPandas()
buyers = groups.buyers.cumsum() / groups.buyers.sum()
money = groups.expected_value.cumsum() / groups.expected_value.sum()
figure, axes = plt.subplots(figsize=(5, 4))
axes.plot([0, *buyers], [0, *money], color="#1f5fa8")
axes.plot([0, 1], [0, 1], color="#9aa5b1", linewidth=0.8)
axes.set_xlabel("share of buyers, the most valuable first")
axes.set_ylabel("share of expected value")
figure.tight_layout()
plt.show()

# %% [markdown]
# ## Who is slipping away
#
# A buyer who came often and then stopped has probably left; one who came rarely may still be there
# after the same silence. The model weighs both.

# %%
spark.sql(
    """
    SELECT least(frequency, 5) AS repeat_orders, count(*) AS buyers,
           round(avg(age - recency), 1) AS mean_silence,
           round(avg(probability_alive), 2) AS mean_probability_alive,
           round(avg(expected_orders), 2) AS mean_expected_orders
    FROM user_value_latest
    GROUP BY least(frequency, 5)
    ORDER BY repeat_orders
    """
).toPandas()

# %% [markdown]
# ## When they came
#
# Buyers by the month of their first purchase: how many there are, how many are probably still
# there, and what each is expected to spend. It says whether newer buyers are better or worse.

# %%
spark.sql(
    """
    SELECT date_format(first_order_date, 'yyyy-MM') AS first_month, count(*) AS buyers,
           round(avg(probability_alive), 2) AS mean_probability_alive,
           round(avg(expected_value), 2) AS mean_expected_value
    FROM user_value_latest
    GROUP BY date_format(first_order_date, 'yyyy-MM')
    ORDER BY first_month
    """
).toPandas()
