# %% [markdown]
# # Topics, trends and brands
#
# What do people talk about, what is new, in which posts, and about whom? This notebook reads the
# tables that `make run` wrote; a table that no job wrote yet is empty here. Start it from the
# project's folder. Set `VOXLAKE_LAKE__ROOT` if the lake is not in `./lake`.

# %%
import os
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from voxlake.jobs.common.searching import find_posts
from voxlake.lake import sql
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.report.topics.map import divergences
from voxlake.run.config import load
from voxlake.run.launch import context_in
from voxlake.search.settings import SearchSettings
from voxlake.spark.session import session_for

root = os.environ.get("VOXLAKE_LAKE__ROOT", "./lake")
spark = session_for("notebook", Path("conf/spark/local.conf"), s3=root.startswith("s3a:"))
lake = Lake(spark, Root(root), run_id="notebook")
views = sql.attach(spark, lake)
pd.set_option("display.max_colwidth", None)
BLUE, RED, GREY = "#2f6f9f", "#b5482a", "#9aa5b1"

# %% [markdown]
# ## What the topics are
#
# The model that the latest posts were assigned with, with the names that people gave. Those that
# were hidden are left out; to name, merge or hide topics see `topics.names_file`.

# %%
topics = spark.sql(
    """
    WITH current AS (SELECT max_by(model_version, post_date) AS model_version FROM post_topics)
    SELECT t.topic_id, coalesce(n.name, t.title) AS name, p.post_count,
           round(coalesce(p.post_share, t.weight), 3) AS share, p.author_count,
           round(p.negative_share, 2) AS negative_share, round(t.coherence_npmi, 2) AS npmi
    FROM topics t JOIN current USING (model_version)
    LEFT JOIN topic_names n USING (topic_id)
    LEFT JOIN topic_profiles_latest p USING (topic_id)
    WHERE NOT coalesce(n.is_hidden, false)
    ORDER BY share DESC, t.topic_id
    """
).toPandas()
topics

# %% [markdown]
# ## How many posts belong nowhere
#
# A post that is near to no topic belongs to none: better than to put it into the nearest one. Where
# the share grows, people have found something new to talk about, and a fit is due.

# %%
nowhere = spark.sql(
    """
    SELECT post_date, count(*) AS posts,
           avg(CAST(NOT coalesce(is_clear, true) AS INT)) AS nowhere_share
    FROM post_topics GROUP BY post_date ORDER BY post_date
    """
).toPandas()
figure, axes = plt.subplots(figsize=(9, 3))
axes.plot(nowhere.post_date, nowhere.nowhere_share, color=BLUE)
axes.set_ylim(0, 1)
axes.set_ylabel("share of posts that belong nowhere")
figure.autofmt_xdate()
plt.show()

# %% [markdown]
# ## The words of each topic
#
# `relevance` is `share * log(probability) + (1 - share) * log(lift)` (Sievert and Shirley, 2014).
# With a share of 1 a topic is told by the words that are said most in it, with 0 by those that are
# said nowhere else. Change it and look again.

# %%
share = 0.6
words = spark.sql(
    """
    WITH current AS (SELECT max_by(model_version, post_date) AS model_version FROM post_topics)
    SELECT w.topic_id, w.term, w.stem, w.weight, coalesce(w.lift, 1.0) AS lift
    FROM topic_terms w JOIN current USING (model_version)
    WHERE w.weight > 0
    """
).toPandas()
words["relevance"] = share * np.log(words.weight) + (1 - share) * np.log(words.lift)
best = words.sort_values(["topic_id", "relevance"], ascending=[True, False])
best.groupby("topic_id").term.apply(lambda terms: ", ".join(terms[:10])).rename("words").to_frame()

# %% [markdown]
# ## Which topics are alike
#
# The Jensen-Shannon divergence of their leading words, from 0, the same words as often, to 1, no
# word in common. Two dark topics may be one: `topics.names_file` merges them.

# %%
ids = sorted(words.topic_id.unique())
names = dict(zip(topics.topic_id, topics.name, strict=True))
of_topic = words.groupby("topic_id")
distances = divergences([of_topic.get_group(i).set_index("stem").weight.to_dict() for i in ids])
figure, axes = plt.subplots(figsize=(8, 6))
if ids:
    picture = axes.imshow(distances, cmap="Blues_r", vmin=0, vmax=1)
    axes.set_yticks(range(len(ids)), [names.get(i, f"topic {i}") for i in ids])
    axes.set_xticks(range(len(ids)), ids)
    figure.colorbar(picture, label="divergence, bits")
figure.tight_layout()
plt.show()

# %% [markdown]
# ## What rises
#
# The five largest topics by day, dots on the days of a burst: more posts than is usual for the
# weekday, by more than chance.

# %%
trends = spark.sql(
    """
    SELECT t.post_date, t.topic_id, t.post_count, t.post_share, t.usual_count,
           coalesce(t.is_burst, false) AS is_burst
    FROM topic_trends t
    WHERE t.segment_id = -2 AND t.language = 'all' AND t.topic_id >= 0
    ORDER BY t.post_date
    """
).toPandas()
largest = trends.groupby("topic_id").post_count.sum().nlargest(5).index
figure, fields = plt.subplots(max(1, len(largest)), 1, figsize=(9, 9), sharex=True, squeeze=False)
for axes, topic_id in zip(fields.flat, largest, strict=False):
    own = trends[trends.topic_id == topic_id]
    in_burst = own[own.is_burst.astype(bool)]
    axes.plot(own.post_date, own.post_count, color=BLUE, label="posts")
    axes.plot(own.post_date, own.usual_count.astype(float), "--", color=GREY, label="usual")
    axes.plot(in_burst.post_date, in_burst.post_count, "o", color=RED, label="burst")
    axes.set_title(names.get(topic_id, f"topic {topic_id}"), loc="left", fontsize=10)
    axes.legend(frameon=False, ncols=3, fontsize=8)
figure.autofmt_xdate()
figure.tight_layout()
plt.show()

# %% [markdown]
# ## The posts behind the bursts
#
# Gold tables hold no text: the posts are one join away, in silver.

# %%
spark.sql(
    """
    SELECT n.name, b.start_date, b.peak_date, b.end_date, b.post_count,
           round(b.usual_count, 1) AS usual, p.text
    FROM (
        SELECT *, explode(slice(post_ids, 1, 2)) AS post_id FROM topic_bursts_latest
    ) b
    JOIN topic_names n ON n.topic_id = b.topic_id
    JOIN posts p ON p.post_id = b.post_id
    ORDER BY b.start_date DESC, n.name
    LIMIT 20
    """
).toPandas()

# %% [markdown]
# ## Words that no topic holds yet
#
# Each counted once an author, and trusted less the fewer say it.

# %%
spark.sql(
    """
    SELECT post_date, kind, term, author_count, round(usual_count, 1) AS usual,
           round(rise, 1) AS times_the_usual
    FROM term_trends
    WHERE post_date > date_sub((SELECT max(post_date) FROM term_trends), 7)
    ORDER BY score DESC
    LIMIT 15
    """
).toPandas()

# %% [markdown]
# ## Posts that are near to a sentence
#
# Words or a sentence in, the nearest posts of the last `window_days` days out, by meaning and by
# words together, so whatever words they use. `search.filters` looks at some posts only. Questions
# that are asked every day stand in `search.queries`, and their posts in `search_results`.

# %%
last_day = spark.sql("SELECT coalesce(max(post_date), DATE '2024-01-01') FROM posts").first()[0]
context = context_in(spark, load(overrides=[f"lake.root={root}"]), last_day)
found = find_posts(context, "it did not work again", SearchSettings(top=10, window_days=30))
found.join(spark.table("posts").select("post_id", "text"), "post_id").orderBy("rank").toPandas()

# %% [markdown]
# ## Brands side by side
#
# How much of what is said about the brands of `share_of_voice.brands` is said of each, by day, with
# the interval that holds the true share in 95 of 100 cases.

# %%
voices = spark.sql(
    """
    SELECT post_date, brand, post_count, share, share_low, share_high, sentiment
    FROM share_of_voice
    WHERE topic_id = -2
    ORDER BY post_date
    """
).toPandas()
loudest = voices.groupby("brand").post_count.sum().nlargest(6).index
figure, fields = plt.subplots(
    max(1, len(loudest)), 1, figsize=(9, 9), sharex=True, sharey=True, squeeze=False
)
for axes, brand in zip(fields.flat, loudest, strict=False):
    own = voices[voices.brand == brand]
    axes.plot(own.post_date, own.share, color=BLUE)
    axes.fill_between(own.post_date, own.share_low, own.share_high, color=BLUE, alpha=0.2)
    axes.set_title(brand, loc="left", fontsize=10)
figure.autofmt_xdate()
figure.tight_layout()
plt.show()

# %% [markdown]
# ## What earns each brand most
#
# Of the brands' own posts: what gets more, or less, than all of the same brand by more than chance.

# %%
spark.sql(
    """
    SELECT brand, trait, value, post_count, round(gain, 2) AS gain, round(gain_low, 2) AS low,
           round(gain_high, 2) AS high
    FROM competitor_posting_latest
    WHERE trait <> 'all' AND (gain_low > 1 OR gain_high < 1)
    ORDER BY brand, gain DESC
    """
).toPandas()
