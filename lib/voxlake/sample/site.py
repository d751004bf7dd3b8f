"""The site of the sample's shop: pages with planted faults, and how search shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from pyspark.sql import DataFrame, SparkSession

from voxlake.sample.draws import series
from voxlake.sample.settings import SampleSettings

SITE = "https://shop.example"
PAGES_FOLDER = "pages"

_DELIVERY = """<!doctype html>
<html>
<head>
<meta charset="utf-8">
<title>Delivery</title>
</head>
<body>
<nav><a href="/">Shop</a> <a href="headphones.html">Headphones</a></nav>
<h2>Delivery, delivery times and delivery costs</h2>
<img src="van.png">
<p>Our delivery is the delivery that you want: fast delivery, cheap delivery, delivery to your
doorstep, delivery to a pickup point, and delivery on Sundays. Order before noon and the courier
takes your parcel from our warehouse on the same day. <a href="">Track it</a>.</p>
<h4>Returns</h4>
<p>Put what you return into its box, add the receipt, and bring it to a pickup point. For the
conditions <a href="/terms">click here</a>.</p>
</body>
</html>
"""
_HEADPHONES = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Wireless headphones with a battery for two days</title>
<meta name="description" content="Light bluetooth headphones: how they sound, how long the battery
lasts, and which phones and laptops they pair with.">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="canonical" href="https://shop.example/headphones.html">
</head>
<body>
<nav><a href="/">Shop</a> <a href="delivery.html">Delivery</a></nav>
<main>
<h1>Wireless headphones</h1>
<img src="headphones.png" alt="headphones.png">
<p>The new headphones connect to a phone, a tablet and a laptop by bluetooth, and stay connected
to two of them. A full charge takes an hour; the battery then lasts for two days of music and
calls. You can read a notification aloud, skip a track and turn the volume up with one finger.</p>
<h2>What is in the box</h2>
<p>You get the headphones, a charger with its cable, and a small case. The app shows how much of
the battery is left, and it installs the firmware when there is an update. If you would rather
not have one more app, everything works without it as well. In our tests the screen of the phone
could stay off for the whole evening, and the stream did not break once on the way home.</p>
<div>
</main>
</body>
</html>
"""
PAGES = {"delivery.html": _DELIVERY, "headphones.html": _HEADPHONES}
"""By the name of the file."""


@dataclass(frozen=True)
class Search:
    """How search shows a page for what people look for."""

    page: str
    query: str
    device: str
    share: float
    """Of `marketing.impressions` a day."""
    position: float
    """Mean place among the results."""
    click_share: float


SEARCHES = (
    Search("delivery.html", "delivery time", "mobile", 1.5, 8.5, 0.02),
    Search("delivery.html", "delivery time", "desktop", 0.5, 6.0, 0.03),
    Search("headphones.html", "wireless headphones", "mobile", 2.0, 3.5, 0.09),
    Search("headphones.html", "headphones two days battery", "desktop", 0.2, 1.5, 0.30),
)
_SWING = 0.3  # of a place, from day to day, to both sides
_COUNTRY = "gbr"


def search_records(spark: SparkSession, settings: SampleSettings) -> DataFrame:
    """The columns of the search console's file, and two rows that are broken."""
    rows = [row for search in SEARCHES for row in _days(search, settings)]
    if settings.bad_share:
        day, *rest = rows[0]
        rows += [(None, *rest), (day, "", *rest[1:])]
    return spark.createDataFrame(
        rows,
        "Date string, Page string, Query string, Country string, Device string, "
        "Clicks long, Impressions long, Position double",
    )


def _days(search: Search, settings: SampleSettings) -> list[tuple[object, ...]]:
    name = f"search {search.page} {search.query} {search.device}"
    luck = series(settings.seed, name, settings.days)
    mean = search.share * settings.marketing.impressions
    rows: list[tuple[object, ...]] = []
    for number, drawn in enumerate(luck):
        day = str(settings.first_day + timedelta(days=number))
        shown = max(round(mean * (0.5 + float(drawn))), 1)
        clicks = round(shown * search.click_share)
        place = round(search.position + (_SWING if number % 2 else -_SWING), 1)
        page = f"{SITE}/{search.page}"
        rows.append((day, page, search.query, _COUNTRY, search.device, clicks, shown, place))
    return rows
