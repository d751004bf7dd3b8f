# %% [markdown]
# # Segments
#
# Who are the people, what sets groups of them apart, and are the groups sound? This notebook reads
# the tables that `make run` wrote. Start it from the project's folder. Set `VOXLAKE_LAKE__ROOT` if
# the lake is not in `./lake`.

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
lake = Lake(spark, Root(root), run_id="notebook")
views = sql.attach(spark, lake)
pd.set_option("display.max_colwidth", None)

# %% [markdown]
# ## Who they are
#
# The pipeline groups users by what they do: how often and when they post, about what, in which
# mood, and what they buy. It says of each group in words what sets it apart. The names can be
# changed: see `segments.names_file`.

# %%
profiles = spark.sql(
    """
    SELECT segment_id, name, user_count, round(user_share, 3) AS user_share, mood,
           round(mean_expected_value, 2) AS value_per_user, description
    FROM segment_profiles_latest
    ORDER BY segment_id
    """
).toPandas()
profiles

# %% [markdown]
# ## The map
#
# Segments that lie close together are alike. The larger a circle, the more users; the darker, the
# more a user of it is expected to bring.

# %%
places = spark.sql(
    """
    SELECT segment_id, name, user_share, map_x, map_y,
           coalesce(mean_expected_value, 0) AS value_per_user
    FROM segment_profiles_latest
    ORDER BY segment_id
    """
).toPandas()
figure, axes = plt.subplots(figsize=(9, 5))
dots = axes.scatter(
    places.map_x, places.map_y, s=8_000 * places.user_share, c=places.value_per_user, cmap="Blues",
    edgecolors="#1f5fa8",
)  # fmt: skip
for place in places.itertuples():
    axes.annotate(place.segment_id, (place.map_x, place.map_y), ha="center", va="center")
axes.margins(0.25)
axes.set_xticks([])
axes.set_yticks([])
figure.colorbar(dots, label="expected value of a user")
figure.tight_layout()
plt.show()

# %% [markdown]
# ## What sets them apart
#
# The words come from numbers. The picture shows them: how far a segment's mean lies from the mean
# of all users, in standard deviations. Blue is above, red is below.

# %%
differences = (
    spark.sql(
        """
        SELECT segment_id, d.feature, d.difference
        FROM segment_profiles_latest
        LATERAL VIEW explode(differences) AS d
        """
    )
    .toPandas()
    .pivot_table(index="segment_id", columns="feature", values="difference")
)
strongest = differences.abs().max().sort_values(ascending=False).index[:14]
figure, axes = plt.subplots(figsize=(10, 4))
picture = axes.imshow(differences[strongest], cmap="RdBu", vmin=-1.5, vmax=1.5, aspect="auto")
axes.set_xticks(range(len(strongest)), strongest, rotation=60, ha="right")
axes.set_yticks(range(len(differences)), [f"segment {i}" for i in differences.index])
figure.colorbar(picture, label="standard deviations from the mean")
figure.tight_layout()
plt.show()

# %% [markdown]
# ## When they post
#
# Shares of each segment's posts by hour of the day, in the lake's zone: the time to reach them.

# %%
hours = spark.sql(
    """
    SELECT segment_id, hour, share
    FROM segment_profiles_latest
    LATERAL VIEW posexplode(active_hours) AS hour, share
    """
).toPandas()
figure, axes = plt.subplots(figsize=(9, 4))
for segment, own in hours.groupby("segment_id"):
    axes.plot(own.hour, own.share, label=f"segment {segment}")
axes.set_xlabel(f"hour, {lake.time_zone}")
axes.set_ylabel("share of the posts")
axes.set_ylim(bottom=0)
axes.legend()
figure.tight_layout()
plt.show()

# %% [markdown]
# ## Are they sound?
#
# What was tried: each method, each number of segments, how well apart they lie (silhouette), and
# how much they change when the users are drawn anew (stability, 1 is not at all). Only the best
# few are drawn anew.

# %%
spark.sql(
    """
    SELECT method, segment_count, round(silhouette, 3) AS silhouette,
           round(stability, 2) AS stability, round(smallest_share, 3) AS smallest_share,
           round(largest_share, 3) AS largest_share, is_within_limits, is_chosen
    FROM segment_candidates
    ORDER BY CAST(model_version AS INT) DESC, silhouette DESC
    """
).toPandas()

# %% [markdown]
# ## Who moves
#
# How many users went from which segment to which since the snapshot before. Many moves under the
# same model mean that users change; under another model the segments may have changed instead.

# %%
spark.sql(
    """
    SELECT as_of_date, from_segment_id, to_segment_id, is_other_model, count(*) AS users
    FROM segment_moves
    GROUP BY as_of_date, from_segment_id, to_segment_id, is_other_model
    ORDER BY as_of_date, users DESC
    """
).toPandas()

# %% [markdown]
# ## Have they drifted?
#
# The population stability index of each feature against the users of the fit. Below 0.1 little has
# changed, from 0.25 much has.

# %%
spark.sql(
    """
    SELECT split AS day, metric, round(value, 3) AS value
    FROM model_metrics
    WHERE model = 'segments' AND split LIKE 'day %'
      AND metric IN ('size_psi', 'trait_psi_max', 'silhouette', 'asks_for_refit')
    ORDER BY day, metric
    """
).toPandas()
