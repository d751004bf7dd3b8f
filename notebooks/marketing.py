# %% [markdown]
# # Marketing
#
# When to post, what works, what it returns, and what to say next. This notebook reads the tables
# that `make run` wrote; a table that no job wrote yet is empty here, and so is what it shows. Start
# it from the project's folder. Set `VOXLAKE_LAKE__ROOT` if the lake is not in `./lake`.

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
# ## Which accounts have a best time at all
#
# Most have none: chance alone makes some hour of a week look best. An account has one where its
# hours differ by more than shuffles of its own posts do (`by_chance`).

# %%
accounts = spark.sql(
    """
    SELECT t.account_id, coalesce(max(u.handle), t.account_id) AS account,
           sum(t.post_count) AS posts, round(max(t.by_chance), 3) AS by_chance,
           count_if(t.is_reliable AND t.gain > 1) AS better_hours,
           count_if(t.is_reliable AND t.gain < 1) AS worse_hours
    FROM best_post_times_latest t
    LEFT JOIN users u ON u.user_id = t.account_id
    WHERE t.segment_id = -2 AND t.content_type = 'all'
    GROUP BY t.account_id
    ORDER BY better_hours DESC, posts DESC
    LIMIT 20
    """
).toPandas()
accounts

# %% [markdown]
# ## The week of one account
#
# The first of those above; put another id in its place. Colours are gains over what a post of the
# account usually gets, on a log scale: blue is more, red is less. Hours without a reliable
# difference are left white.

# %%
account = accounts.account_id.iloc[0] if len(accounts) else "all"
hours = spark.sql(
    f"""
    SELECT weekday, hour, gain, is_reliable, time_zone
    FROM best_post_times_latest
    WHERE account_id = '{account}' AND segment_id = -2 AND content_type = 'all'
    """
).toPandas()
fields = np.full((7, 24), np.nan)
for row in hours[hours.is_reliable.astype(bool)].itertuples():
    fields[row.weekday - 1, row.hour] = np.log2(row.gain)
figure, axes = plt.subplots(figsize=(10, 3))
shown = axes.imshow(fields, cmap="RdBu", vmin=-1, vmax=1, aspect="auto")
axes.set_yticks(range(7), ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"])
axes.set_xlabel(f"hour, {hours.time_zone.iloc[0] if len(hours) else 'no posts'}")
figure.colorbar(shown, ax=axes, label="doublings of engagement")
figure.tight_layout()
plt.show()

# %% [markdown]
# ## What posts are likely to bring
#
# Engagement of all posts in the days to come, and how far off such forecasts were before: below 1
# is better than repeating the week before.

# %%
ahead = spark.sql(
    """
    SELECT target_date, forecast, low, high, model, mase, coverage, asks_refit
    FROM engagement_forecasts_latest
    WHERE series = 'engagement' AND grouping = 'all' AND level = 80
    ORDER BY target_date
    """
).toPandas()
figure, axes = plt.subplots(figsize=(8, 3))
axes.plot(ahead.target_date, ahead.forecast, color=BLUE)
axes.fill_between(ahead.target_date, ahead.low, ahead.high, color=BLUE, alpha=0.2)
axes.set_ylabel("likes, replies, reposts")
axes.tick_params(axis="x", rotation=30)
figure.tight_layout()
plt.show()
ahead[["model", "mase", "coverage", "asks_refit"]].drop_duplicates()

# %% [markdown]
# ## What works
#
# Each arm beside the control, by the metric that decides. Read `verdict` first; where the traffic
# split is not as planned there is none, whatever the figures say.

# %%
results = spark.sql(
    """
    SELECT coalesce(e.name, r.experiment_id) AS experiment, r.arm, r.user_count, r.mean,
           r.lift, r.lift_low, r.lift_high, round(r.p_adjusted, 4) AS p,
           round(r.sequential_p_adjusted, 4) AS p_at_any_look, r.verdict, r.warning
    FROM experiment_results_latest r
    LEFT JOIN experiments e ON e.experiment_id = r.experiment_id
    WHERE r.is_deciding AND r.segment_id = -2
    ORDER BY experiment, r.arm
    """
).toPandas()
results

# %%
compared = results.dropna(subset=["lift_low", "lift_high"])
figure, axes = plt.subplots(figsize=(8, 1 + 0.4 * len(compared)))
places = range(len(compared))
axes.hlines(places, 100 * compared.lift_low, 100 * compared.lift_high, color=GREY, linewidth=4)
axes.plot(100 * compared.lift, places, "o", color=BLUE)
axes.axvline(0, color="#1f2430", linewidth=0.8)
axes.set_yticks(places, compared.experiment + ": " + compared.arm)
axes.set_xlabel("percent more than the control")
figure.tight_layout()
plt.show()

# %% [markdown]
# ## Where bandits send people
#
# The share of each arm of all choices so far, day by day. A bandit that has learnt sends nearly
# everybody to one arm; one that goes on trying either has arms that are alike, or has a floor.

# %%
choices = spark.sql(
    """
    SELECT as_of_date, experiment_id || ': ' || arm AS arm,
           choice_count / sum(choice_count) OVER (PARTITION BY as_of_date, experiment_id) AS share
    FROM bandit_state
    WHERE choice_count IS NOT NULL
    ORDER BY as_of_date
    """
).toPandas()
figure, axes = plt.subplots(figsize=(8, 3))
for arm, rows in choices.groupby("arm"):
    axes.plot(rows.as_of_date, 100 * rows.share, marker=".", label=arm)
axes.set_ylim(0, 100)
axes.set_ylabel("percent of choices")
axes.tick_params(axis="x", rotation=30)
if len(choices):
    axes.legend(frameon=False)
figure.tight_layout()
plt.show()
