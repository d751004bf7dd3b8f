"""What `voxlake sources guess` makes of real data sets and of exports made like real ones."""

from pathlib import Path

import pytest

from voxlake.core.yaml_texts import read_yaml
from voxlake.ingest.guess.guesses import guess
from voxlake.ingest.guess.looks import look_at

BESIDE = Path(__file__).resolve().parents[4] / "shared"
UNIX = {"column": "created_utc", "time": "unix_seconds"}
POSTS = {"post_id": "id", "posted_at": "at", "text": "text"}
LINES = {"order_line_id": "line", "order_id": "order", "ordered_at": "at", "amount": "amount"}
RIGHT = {
    "data/airline_tweets/tweets.csv.gz": (
        "posts",
        {"post_id": "tweet_id", "posted_at": "tweet_created", "text": "text"},
    ),
    "data/cdnow/CDNOW_master.txt.gz": (
        "orders",
        {
            "user_id": "customer_id",
            "ordered_at": {"column": "date", "time": "yyyyMMdd"},
            "amount": "dollar_value",
            "quantity": "number_of_cds",
        },
    ),
    "data/ggplot2_tweets/tweets.csv.gz": (
        "posts",
        {
            "post_id": {"column": "status_id", "strip_prefix": "x"},
            "user_id": {"column": "user_id", "strip_prefix": "x"},
            "posted_at": "created_at",
            "text": "text",
            "like_count": "favorite_count",
        },
    ),
    "data/hacker_news/hacker_news.csv.gz": (
        "posts",
        {
            "posted_at": {"column": "created_at", "time": "M/d/yyyy H:mm"},
            "user_id": {"made_of": ["author"]},
            "text": "title",
            "like_count": "num_points",
            "reply_count": "num_comments",
        },
    ),
    "data/lastfm_asia/lastfm_edges.csv": (
        "follows",
        {"follower_id": "id_1", "followed_id": "id_2"},
    ),
    "data/online_retail/online_retail_by_day.zip": (
        "orders",
        {
            "order_id": "InvoiceNo",
            "ordered_at": "InvoiceDate",
            "user_id": {"column": "CustomerID", "strip_suffix": ".0"},
            "amount": {"product": ["Quantity", "UnitPrice"]},
            "product_id": "StockCode",
        },
    ),
    "data/reddit_top/posts_part00.csv.gz": (
        "posts",
        {"post_id": "id", "posted_at": UNIX, "text": "title", "score": "score"},
    ),
    "data/semeval_sentiment/val.tsv.gz": ("posts", {"text": "text"}),
    "findings/exports/archives/UP_csv.CSV.GZ": ("posts", POSTS),
    "findings/exports/archives/UP_jsonl.JSONL.GZ": ("posts", POSTS),
    "findings/exports/archives/l_jsonl.jsonl.lz4": ("posts", POSTS),
    "findings/exports/archives/mac_csv.zip": ("posts", POSTS),
    "findings/exports/archives/mac_jsonl.zip": ("posts", POSTS),
    "findings/exports/archives/posts_csv.tar.gz": ("posts", POSTS),
    "findings/exports/archives/z_csv.csv.zst": ("posts", POSTS),
    "findings/exports/drift/in/a.csv": ("orders", LINES),
    "findings/exports/drift/in/f.csv": ("orders", LINES),
    "findings/exports/facebook_page/posts.csv": (
        "posts",
        {
            "post_id": "Post ID",
            "posted_at": {"column": "Posted", "time": "M/d/yyyy h:mm:ss a"},
            "text": "Post Message",
            "view_count": "Lifetime Post Total Reach",
        },
    ),
    "findings/exports/numbers/shop.csv": (
        "orders",
        {"order_line_id": "Nr", "amount": "Betrag", "currency": {"constant": "EUR"}},
    ),
    "findings/exports/reddit/RC.jsonl": ("posts", {"posted_at": UNIX, "text": "body"}),
    "findings/exports/reddit/RC_2018-01.zst": ("posts", {"posted_at": UNIX, "text": "body"}),
    "findings/exports/shopify/two_items.csv": (
        "orders",
        {
            "order_line_id": {"made_of": ["Name", "Lineitem name"], "numbered": "true"},
            "amount": {"product": ["Lineitem quantity", "Lineitem price"]},
            "currency": "Currency",
        },
    ),
    "findings/exports/spark_csv/part-00000.csv": ("posts", {**POSTS, "user_id": "author"}),
    "findings/exports/stripe/payments.csv": (
        "orders",
        {"order_line_id": "id", "ordered_at": "Created (UTC)", "currency": "Currency"},
    ),
    "findings/exports/times/a.jsonl": ("posts", {"post_id": "id", "text": "text"}),
    "findings/exports/x_archive/array/tweets.json": (
        "posts",
        {"posted_at": {"json": "tweet", "path": "$.created_at", "time": "twitter"}},
    ),
    "findings/exports/x_archive/tweets.js": (
        "posts",
        {"text": {"json": "tweet", "path": "$.full_text"}},
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_real_file_is_taken_for_what_it_is(name: str):
    if not (BESIDE / name).is_file():
        pytest.skip("real data sets and exports (../shared) are not here")
    table, columns = RIGHT[name]

    found = guess(BESIDE / name, look_at(BESIDE / name))

    assert found.tables[0] == table
    given = read_yaml(found.text)["tables"][table]
    assert {column: given.get(column) for column in columns} == columns
