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

# %% [markdown]
# ## What campaigns returned
#
# Money of orders that say by which campaign they came, for each one spent. Read `marks` with it:
# a campaign may be too young, or spend nothing. A currency at a time; none is turned into another.

# %%
campaigns = spark.sql(
    """
    SELECT coalesce(campaign_name, group_name) AS campaign, currency, spend, revenue, order_count,
           new_customer_count, round(return_on_spend, 2) AS return_on_spend,
           round(return_with_value, 2) AS with_expected_value, marks
    FROM campaign_results_latest
    WHERE grouping = 'campaign' AND segment_id = -2 AND window_days = 0
    ORDER BY spend DESC NULLS LAST
    LIMIT 20
    """
).toPandas()
campaigns

# %% [markdown]
# ## What more spend on a channel would bring
#
# Curves of the last mix model: revenue of a week for spend of a week that is kept up. Where a curve
# is flat, more money brings little; dotted parts were never seen. An experiment says more than a
# model of what went together in the past.

# %%
curves = spark.sql(
    """
    SELECT channel, unit, currency, spend, response, response_low, response_high, is_beyond_seen
    FROM mix_curves_latest
    WHERE country = 'all'
    ORDER BY channel, point
    """
).toPandas()
channels = list(curves.channel.unique())
figure, fields = plt.subplots(1, max(len(channels), 1), figsize=(3.5 * max(len(channels), 1), 3))
for axes, channel in zip(np.atleast_1d(fields), channels, strict=False):
    rows = curves[curves.channel == channel]
    seen = rows[~rows.is_beyond_seen.astype(bool)]
    axes.fill_between(rows.spend, rows.response_low, rows.response_high, color=BLUE, alpha=0.2)
    axes.plot(rows.spend, rows.response, color=BLUE, linestyle=":")
    axes.plot(seen.spend, seen.response, color=BLUE)
    axes.set_title(channel)
    unit = rows.currency.iloc[0] if rows.unit.iloc[0] == "money" else rows.unit.iloc[0]
    axes.set_xlabel(f"{unit} a week")
figure.tight_layout()
plt.show()

# %% [markdown]
# ## Where the money should go
#
# The plan for the weeks to come beside spend of late. Where `gain_low` is below 0, moving the money
# may bring nothing.

# %%
spark.sql(
    """
    SELECT week_start, channel, currency, recent_spend, spend, round(gain) AS gain,
           round(gain_low) AS gain_low, round(gain_high) AS gain_high
    FROM budget_plan_latest
    WHERE country = 'all'
    ORDER BY week_start, channel
    """
).toPandas()

# %% [markdown]
# ## Who waits for an answer
#
# The head of the queue, with what makes it urgent: each part is 0 to 1, and the score is their
# weighted mean.

# %%
spark.sql(
    """
    SELECT q.place, round(q.score, 2) AS score, round(q.negative_part, 2) AS negative,
           round(q.reach_part, 2) AS reach, round(q.age_part, 2) AS age,
           round(q.worth_part, 2) AS worth, q.topic, q.state, p.text
    FROM reply_queue_latest q
    LEFT JOIN posts p ON p.post_id = q.post_id AND p.post_date = q.post_date
    WHERE q.place <= 10
    ORDER BY q.place
    """
).toPandas()

# %% [markdown]
# ## What to say next
#
# Drafts that passed every check and wait for a person, and how published ones fared. Only what was
# given by chance, as arms of experiments are, says what made the difference.

# %%
spark.sql(
    """
    SELECT created_date, kind, network, language, generator, text
    FROM drafts
    WHERE state = 'offered'
    ORDER BY created_date DESC, draft_id
    LIMIT 10
    """
).toPandas()

# %%
spark.sql(
    """
    SELECT attribute, value, post_count, round(gain, 2) AS gain, round(gain_low, 2) AS gain_low,
           round(gain_high, 2) AS gain_high, is_reliable, is_by_chance
    FROM content_learnt_latest
    WHERE attribute <> 'prompt'
    ORDER BY is_reliable DESC, attribute, gain DESC
    LIMIT 30
    """
).toPandas()
