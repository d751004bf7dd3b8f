"""The SQL of docs/sql.md, run over a few rows."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import content_rows
import duck
import duckdb
import marketing_rows
import pytest
import recommend_rows
import sqlglot

from voxlake import tables as t

PAGE = Path(__file__).resolve().parents[1] / "docs" / "sql.md"
SECTIONS = re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", PAGE.read_text(), re.M | re.S)


def queries(kind):
    """The queries of a kind on the page, by the title of their section."""
    found = {
        title: re.search(rf"^```{kind}\n(.+?)^```", text, re.M | re.S) for title, text in SECTIONS
    }
    return {title: match[1] for title, match in found.items() if match}


EXAMPLES = queries("sql")
OLD, NEW = date(2024, 3, 3), date(2024, 3, 10)
FRIDAY, MONDAY = date(2024, 3, 1), date(2024, 3, 4)


def rows():
    """Three posts, of Ann and Ben, and three users of two segments."""
    return {
        t.POSTS: [
            post("p1", "a", datetime(2024, 3, 1, 9), "Nice."),
            post("p2", "b", datetime(2024, 3, 4, 9), "Bad."),
            post("p3", "a", datetime(2024, 3, 4, 20), "Well."),
        ],
        t.POST_SENTIMENT: [
            {"post_id": "p1", "post_date": FRIDAY, "score": 0.5, "label": "positive"},
            {"post_id": "p2", "post_date": MONDAY, "score": -0.9, "label": "negative"},
            {"post_id": "p3", "post_date": MONDAY, "score": 0.1, "label": "neutral"},
        ],
        t.POST_LANGUAGE: [
            {"post_id": "p1", "post_date": FRIDAY, "language": "es", "is_read": False},
            {"post_id": "p2", "post_date": MONDAY, "language": "en", "is_read": True},
            {"post_id": "p3", "post_date": MONDAY, "language": None, "is_read": True},
        ],
        t.POST_EVIDENCE: [
            {
                "post_id": "p2",
                "post_date": MONDAY,
                "model": "sentiment",
                "label": "negative",
                "phrases": [{"phrase": "bad", "weight": 0.512}],
            }
        ],
        t.POST_SCORES: [
            intent("p1", "order", 0.75),
            intent("p2", "order", 0.85),
            intent("p3", "return", 0.9),
            intent("p3", "order", 0.9) | {"model": "other"},
        ],
        t.SENTIMENT_ALERTS: [
            {
                "post_date": MONDAY,
                "brand": "all",
                "negative_share": 0.5,
                "usual_share": 0.2,
                "reach": 7,
                "post_ids": ["p2"],
            }
        ],
        t.USER_MOOD: [
            mood("a", "cheerful", 0.9, 0.1),
            mood("b", "stressed", 0.86, 0.7, saddest_posts=[("p2", 0.9)]),
            mood("c", "depressed", 0.5, 0.8),
        ],
        t.SEGMENT_MOOD_WEEKLY: [
            {
                "week_start": MONDAY,
                "segment_id": 1,
                "mood": "stressed",
                "user_count": 1,
                "user_share": 1.0,
            }
        ],
        t.POST_TOPICS: [
            {"post_id": "p1", "post_date": FRIDAY, "topic_id": 0, "model_version": "1"},
            {"post_id": "p2", "post_date": MONDAY, "topic_id": 1, "model_version": "1"},
            {"post_id": "p3", "post_date": MONDAY, "topic_id": 2, "model_version": "1"},
            {"post_id": "p1", "post_date": FRIDAY, "topic_id": 3, "model_version": "1"},
            {"post_id": "p2", "post_date": MONDAY, "topic_id": 0, "model_version": "1"}
            | {"is_clear": False},
        ],
        t.TOPIC_BURSTS: [
            burst(1, NEW, 3.1, ["p2"]),
            burst(0, NEW, 9.0, []),
            burst(0, OLD, 9.0, []),
        ],
        t.TERM_TRENDS: [
            rises(MONDAY, "strike", 1, 2.04),
            rises(NEW, "lost", 2, 3.0),
            rises(NEW, "fourth", 4, 4.0),
            rises(FRIDAY, "early", 1, 5.0),
        ],
        t.TOPIC_TERMS: [term(1, 1, "parcel", 0.2, 1.0), term(1, 2, "late", 0.1, 8.0)],
        t.TOPIC_NAMES: [
            named(0, "goals", 0),
            named(1, "parcels", 1),
            named(2, "couriers", 1),
            named(3, "spam", 3) | {"is_hidden": True},
        ],
        t.TOPIC_PROFILES: [
            {"as_of_date": day, "topic_id": i, "post_count": posts, "post_share": posts / 20}
            for day, i, posts in ((NEW, 0, 4), (NEW, 1, 5), (NEW, 2, 8), (NEW, 3, 3), (OLD, 0, 9))
        ],
        t.TOPIC_TRENDS: [
            trend(1, 12, True, post_share=0.6, usual_count=4.04),
            trend(0, 8, False, post_share=0.4),
            trend(0, 9, False) | {"segment_id": 0},
            trend(0, 9, False) | {"language": "es"},
            trend(-2, 20, False),
        ],
        t.SEARCH_RESULTS: [
            nearest(NEW, "late parcels", 2, "p3", None),
            nearest(NEW, "late parcels", 1, "p2", 0.714),
            nearest(NEW, "a good day", 1, "p1", 0.5),
            nearest(OLD, "late parcels", 3, "p1", 0.9),
        ],
        t.SHARE_OF_VOICE: [
            voice("us", 3, 0.75, sentiment=-0.254),
            voice("them", 1, 0.25),
            voice("us", 3, 1.0) | {"topic_id": 1},
        ],
        t.POST_ENTITIES: [
            entity("p2", 0, "Acme", negative=0.9, positive=0.1),
            entity("p2", 9, "Acme", negative=0.1, positive=0.3),
            entity("p3", 0, "Acme"),
            entity("p3", 5, "fees", kind="product", negative=0.5, positive=0.25),
            entity("p3", 9, "sale") | {"source": "hashtag"},
        ],
        t.USERS: [{"user_id": "a", "handle": "ann"}, {"user_id": "b", "handle": "ben"}],
        t.USER_FEATURES: [
            features("a", sentiment_mean=0.3, order_count=2, revenue=40.0, country="SE", **SEEN),
            features("b", sentiment_mean=-0.9, order_count=0, revenue=0.0, presence_days=9),
            features("c", order_count=1, revenue=10.0),
        ],
        t.USER_PROPENSITY: [likely("a", 1, 0.812), likely("b", 10, 0.02)],
        t.USER_SEGMENTS: [
            segment("a", OLD, 1),
            segment("b", OLD, 1),
            segment("a", NEW, 0),
            segment("b", NEW, 1),
            segment("c", NEW, 0),
        ],
        t.SEGMENT_PROFILES: [
            profile(
                0, "Buyers", 2, [("revenue", 25.0, 16.67, 0.5), ("work_share", 0.0, 0.3, -0.7)]
            ),
            profile(1, "Authors", 1, []),
        ],
        t.ORDER_RECONCILIATION: [
            reconciled(FRIDAY, "EUR", 60, -5, -10, 15, 30),
            reconciled(MONDAY, "EUR", 10, 0, 0, 0, 10),
            reconciled(MONDAY, "USD", 7, 0, 0, 0, 7),
        ],
        t.PURCHASE_LINES: [
            bought("l1", "sale", Decimal("30.00")),
            bought("l2", "matched", Decimal("-3.00")),
            bought("l3", "unmatched", Decimal("-2.00")),
        ],
        t.USER_FUNNEL: [
            funnel_step(0, "known", 4, 1.0, None),
            funnel_step(1, "active", 3, 0.75, 2.0),
            funnel_step(1, "active", 9, 0.5, 2.0) | {"segment_id": 0},
        ],
        t.USER_REVENUE: [
            earned(-2, 30, 4, 2, 50.0),
            earned(0, 30, 2, 2, 40.0),
            earned(-2, 0, 4, 2, 90.0),
        ],
        t.BUYER_COHORTS: [cohort("month", 0, 4), cohort("month", 1, 1), cohort("week", 0, 4)],
        t.USER_VALUE: [
            value("a", Decimal("40.00"), 5, 0.25),
            value("c", Decimal("10.00"), 1, 0.9),
        ],
        t.SEGMENT_VALUE: [
            worth(0, "SE", Decimal("40.00"), 12.0),
            worth(-1, "unknown", Decimal("10.00"), 20.0),
        ],
        t.GROWTH: [
            grown(OLD, -2, mau=4, wau=4, dormant=0, quick_ratio=None, stickiness=0.5),
            grown(NEW, -2, mau=6, wau=5, dormant=2, quick_ratio=1.5, stickiness=0.25),
            grown(NEW, 0, mau=4, wau=4, dormant=0, quick_ratio=None, stickiness=0.5),
            grown(NEW, 1, mau=2, wau=1, dormant=2, quick_ratio=0.0, stickiness=0.0),
        ],
        t.RETENTION: [
            kept("week", date(2024, 2, 19), 0, 4, 4),
            kept("week", date(2024, 2, 19), 1, 4, 3),
            kept("week", date(2024, 2, 19), 2, 4, 2),
            kept("week", date(2024, 2, 19), 3, 4, 1),  # a week that is not over
            kept("week", date(2024, 2, 26), 1, 2, 1),
            kept("month", date(2024, 2, 1), 0, 6, 6),
        ],
        t.ACTIVITY_HOURS: [
            posts_at(0, 20, MONDAY, 3),
            posts_at(0, 20, NEW, 4),
            posts_at(0, 20, FRIDAY, 9),
            posts_at(0, -1, NEW, 9),
            posts_at(1, 9, NEW, 1),
            posts_at(1, 9, NEW, 5) | {"measure": "orders"},
        ],
        t.DEMAND: [
            hour_of(-2, "likes", 1, 9, 2.0),
            hour_of(-2, "likes", 2, 20, 4.0),
            hour_of(0, "active_users", 1, 9, 1.0),
            hour_of(0, "active_users", 2, 9, 3.0),
            hour_of(0, "active_users", 6, 9, 50.0),
        ],
        t.FORECASTS: [
            ahead("active_users", 80, 12.4, "ets"),
            ahead("active_users", 95, 12.4, "ets"),
            ahead("orders", 80, 3.0, "ets"),
            ahead("revenue", 80, 99.5, "seasonal_naive"),
        ],
        t.DATA_QUALITY: [
            counted("f1", "read", 3),
            counted("f2", "read", 2),
            counted("f1", "rejected", 1),
        ],
        t.JOB_RUNS: [
            {"run_id": "r", "job": "ingest", "status": "done", "seconds": 9.0, **STARTED},
            {"run_id": "r", "job": "fit_topics", "status": "failed", "seconds": 1.0, **STARTED},
        ],
        **marketing_rows.rows(),
        **content_rows.rows(),
        **recommend_rows.rows(),
    }


SEEN = {
    "presence_days": 12,
    "days_since_seen": 9.0,
    "presence_velocity": -1.58,
    "top_hashtags": ["cake"],
}
STARTED = {"started_at": datetime(2024, 3, 10, 2)}
EXPECTED = {
    "How does the mood change from day to day?": [
        (FRIDAY, 1, 0.5, Decimal("0.00")),
        (MONDAY, 2, -0.4, Decimal("0.50")),
    ],
    "Which topics are people unhappy about?": [("parcels", 2, -0.4), ("goals", 1, 0.5)],
    "Which topics burst, since when, and what is it about?": [
        ("goals", MONDAY, None, 9, 2.0, None),
        ("parcels", MONDAY, None, 9, 2.0, "Bad."),
    ],
    "Which words rise that no topic holds yet?": [
        (NEW, "lost", 7, 3.0),
        (MONDAY, "strike", 7, 2.0),
    ],
    "What do the unhappiest posts say?": [
        (MONDAY, "ben", -0.9, "Bad."),
        (MONDAY, "ann", 0.1, "Well."),
    ],
    "Why was a post called negative?": [("p2", "Bad.", "negative", "bad", 0.51)],
    "What do posts ask for, by a model of your own?": [
        ("order", 2, 0.8, 0.8),
        ("return", 1, 0.9, 0.1),
    ],
    "On which days was a brand spoken of worse than usual?": [(MONDAY, "all", 50.0, 20.0, 7, "p2")],
    "Who sounds low or tense, and how clear is it?": [("b", "stressed", 0.86, 4, "Bad.")],
    "How does each segment sound from week to week?": [(MONDAY, 1, "stressed", 1, 100.0)],
    "Which posts were not read?": [("es", 1)],
    "Which topics grow?": [("parcels", 2, 0), ("goals", 0, 1)],
    "What are the topics called, and how large are they?": [
        ("parcels", 13, 65.0),
        ("goals", 4, 20.0),
    ],
    # Relevance: .6 log .2 = -.97, below .6 log .1 + .4 log 8 = -.55.
    "Which words tell a topic best?": [
        (1, "parcels", "late", 0.1, 8.0),
        (1, "parcels", "parcel", 0.2, 1.0),
    ],
    "How much of the talk does each topic have from day to day?": [
        (MONDAY, "parcels", 12, 60.0, 4.0, True),
        (MONDAY, "goals", 8, 40.0, None, False),
    ],
    "Which posts come nearest to what I look for?": [
        ("a good day", 1, 0.5, "Nice."),
        ("late parcels", 1, 0.71, "Bad."),
        ("late parcels", 2, None, "Well."),
    ],
    "How is my brand talked about beside its competitors?": [
        (MONDAY, "us", 3, 75.0, 65.0, 85.0, -0.25),
        (MONDAY, "them", 1, 25.0, 15.0, 35.0, None),
    ],
    # Acme: the mean of -.8 and .2; the third mention is not scored.
    "Who and what is named, and how do people feel about it?": [
        ("Acme", "brand", 2, -0.3, 2),
        ("fees", "product", 1, -0.25, 1),
    ],
    "Which segments are there?": [(0, "Buyers", 2, 66.7, None), (1, "Authors", 1, 33.3, None)],
    "What sets a segment apart?": [
        ("work_share", 0.0, 0.3, -0.7),
        ("revenue", 25.0, 16.67, 0.5),
    ],
    "When does each segment post?": [("Authors", 9, "UTC", 1), ("Buyers", 20, "UTC", 7)],
    "When should we post?": [(2, 20, ["UTC"], 4.0, 3.0, 5.0), (1, 9, ["UTC"], 2.0, 1.0, 3.0)],
    "When is a segment there?": [("Buyers", 9, 2.0)],
    "How many users and how much revenue do we expect in the next weeks?": [
        (date(2024, 3, 11), "active_users", 12.0, 10.0, 14.0, "ets"),
        (date(2024, 3, 11), "revenue", 100.0, 98.0, 102.0, "seasonal_naive"),
    ],
    "Whom would I invite to test a product?": [("a", "SE", 40.0)],
    "Who is likely to buy, and what are they interested in?": [("a", 0.81, ["cake"])],
    "Who was here often and comes less and less?": [("a", 12, 9.0, -1.6)],
    "Who moved to another segment?": [(1, 0, 1)],
    "Does the network grow, and who makes it grow?": [
        (OLD, 4, 3, 0, 0, None, 50.0),
        (NEW, 6, 3, 0, 2, 1.5, 25.0),
    ],
    "Which segment loses users?": [("Authors", 1, 2), ("Buyers", 4, 0)],
    "How many users of each cohort come back?": [
        (date(2024, 2, 19), 4, 75.0, 50.0),
        (date(2024, 2, 26), 2, 50.0, None),
    ],
    "How does the money of a month add up?": [
        ("EUR", 8, *map(Decimal, (70, -5, -10, 15, 0, 40, 20))),
        ("USD", 4, *map(Decimal, (7, 0, 0, 0, 0, 7, Decimal("3.5")))),
    ],
    "Which refunds have no order?": [(MONDAY, "a", "ol3", Decimal("-2.00"))],
    "How many users become buyers, and how fast?": [
        ("known", 4, 100.0, 100.0, None),
        ("active", 3, 75.0, 75.0, 2.0),
    ],
    "What does a user bring in 30 days, and what a paying one?": [
        ("all users", 4, 50.0, 12.5, 25.0),
        ("Buyers", 2, 100.0, 20.0, 20.0),
    ],
    "Do the buyers of each month come back?": [
        (FRIDAY, 0, 4, 100.0, Decimal("20.00")),
        (FRIDAY, 1, 1, 25.0, Decimal("5.00")),
    ],
    "Which segment in which country is worth most?": [
        ("no segment", "unknown", 1, Decimal("10.00"), 20.0),
        ("Buyers", "SE", 1, Decimal("40.00"), 12.0),
    ],
    "Which good customers are about to leave?": [("ann", Decimal("40.00"), MONDAY, 0.25)],
    "How much of the money comes from the best fifth of the buyers?": [
        (5, 1, Decimal("80.0")),
        (1, 1, Decimal("20.0")),
    ],
    "Do unhappy customers buy less?": [
        ("happy", 1, 2.0, 40.0),
        ("unhappy", 1, 0.0, 0.0),
        ("unknown", 1, 1.0, 10.0),
    ],
    "What became of the records that came in?": [
        ("shop", "orders", "read", 5),
        ("shop", "orders", "rejected", 1),
    ],
    "Which jobs failed, or took longest?": [
        ("fit_topics", "failed", 1.0, None, None),
        ("ingest", "done", 9.0, None, None),
    ],
    **marketing_rows.ANSWERS,
    **content_rows.ANSWERS,
    **recommend_rows.ANSWERS,
}


def post(post_id, user_id, posted_at, text):
    return {
        "post_id": post_id,
        "post_date": posted_at.date(),
        "posted_at": posted_at,
        "user_id": user_id,
        "text": text,
        "is_repost": False,
    }


def intent(post_id, label, chance):
    other = {"order": "return", "return": "order"}[label]
    told = {"label": label, "chance": chance, "chances": {label: chance, other: 1 - chance}}
    return {"post_id": post_id, "post_date": MONDAY, "model": "intent", **told}


def burst(topic_id, day, distance, post_ids):
    counted = {"post_count": 9, "usual_count": 2.4, "distance": distance, "post_ids": post_ids}
    return {"as_of_date": day, "topic_id": topic_id, "start_date": MONDAY, **counted}


def rises(day, term, rank, rise):
    told = {"kind": "word", "rank": rank, "author_count": 7, "rise": rise, "score": rise / 10}
    return {"post_date": day, "term": term, **told}


def term(topic_id, rank, word, weight, lift):
    key = {"model_version": "1", "topic_id": topic_id, "rank": rank}
    return {**key, "term": word, "stem": word, "weight": weight, "lift": lift}


def named(topic_id, name, shown_as):
    return {"topic_id": topic_id, "name": name, "shown_as": shown_as, "is_hidden": False}


def trend(topic_id, posts, is_burst, **columns):
    key = {"post_date": MONDAY, "topic_id": topic_id, "segment_id": -2, "language": "all"}
    return {**key, "post_count": posts, "is_burst": is_burst, **columns}


def nearest(day, query, rank, post_id, similarity):
    posted = FRIDAY if post_id == "p1" else MONDAY
    found = {"post_id": post_id, "post_date": posted, "similarity": similarity}
    return {"as_of_date": day, "query": query, "rank": rank, **found}


def voice(brand, posts, share, **columns):
    ends = {"share_low": share - 0.1, "share_high": share + 0.1}
    key = {"post_date": MONDAY, "brand": brand, "topic_id": -2}
    return {**key, "post_count": posts, "share": share, **ends, **columns}


def entity(post_id, start, name, **columns):
    key = {"post_id": post_id, "post_date": MONDAY, "start": start, "source": "gazetteer"}
    return {**key, "entity": name, "kind": "brand", **columns}


def features(user_id, **columns):
    return {"user_id": user_id, "as_of_date": NEW, **columns}


def likely(user_id, decile, probability):
    told = {"target": "buys", "decile": decile, "probability": probability}
    return {"user_id": user_id, "as_of_date": NEW, **told}


def mood(user_id, name, agreement, negativity, **columns):
    told = {"mood": name, "agreement": agreement, "negativity": negativity, "post_count": 4}
    return {"user_id": user_id, "as_of_date": NEW, **told, **columns}


def segment(user_id, day, segment_id):
    return {"user_id": user_id, "as_of_date": day, "segment_id": segment_id, "model_version": "1"}


def profile(segment_id, name, user_count, differences):
    return {
        "as_of_date": NEW,
        "segment_id": segment_id,
        "name": name,
        "user_count": user_count,
        "user_share": user_count / 3,
        "differences": differences,
    }


def value(user_id, revenue, score, alive):
    return {
        "as_of_date": NEW,
        "user_id": user_id,
        "revenue": revenue,
        "last_order_date": MONDAY,
        "monetary_score": score,
        "probability_alive": alive,
    }


def reconciled(day, currency, *amounts):
    names = ("gross", "refunds", "cancelled", "without_user", "net")
    money = dict(zip(names, map(Decimal, amounts), strict=True))
    told = {"unknown_currency": Decimal(0), "reported_net": money["net"] / 2, **money}
    return {"order_date": day, "source_currency": currency, "line_count": 4, **told}


def bought(line, entry, amount):
    key = {"order_line_id": line, "order_date": MONDAY, "entry": entry}
    return {**key, "user_id": "a", "order_id": f"o{line}", "amount": amount}


def funnel_step(number, name, users, share, days):
    key = {"as_of_date": NEW, "segment_id": -2, "step_number": number, "step": name}
    shares = {"share_of_known": share, "share_of_previous": share}
    return {**key, **shares, "user_count": users, "median_days": days}


def earned(segment_id, days, users, payers, revenue):
    key = {"as_of_date": NEW, "segment_id": segment_id, "window_days": days}
    shares = {"paying_share": payers / users, "revenue_per_user": revenue / users}
    return {**key, **shares, "user_count": users, "revenue_per_paying_user": revenue / payers}


def cohort(period, age, buyers):
    key = {"as_of_date": NEW, "period": period, "cohort_start": FRIDAY, "age": age}
    money = Decimal(5 * buyers)
    return {**key, "buyer_count": buyers, "buyer_share": buyers / 4, "revenue": money}


def worth(segment_id, country, revenue, expected):
    return {
        "as_of_date": NEW,
        "segment_id": segment_id,
        "country": country,
        "user_count": 1,
        "revenue": revenue,
        "expected_value": expected,
    }


def grown(day, segment_id, *, mau, wau, dormant, quick_ratio, stickiness):
    counts = {"monthly_new": 3, "monthly_resurrected": 0, "monthly_dormant": dormant}
    ratios = {"monthly_quick_ratio": quick_ratio, "stickiness": stickiness}
    told = {"mau": mau, "wau": wau, "weekly_dormant": dormant, **counts, **ratios}
    return {"activity_date": day, "segment_id": segment_id, **told}


def kept(period, start, number, size, active):
    return {
        "period": period,
        "cohort_start": start,
        "period_start": start + timedelta(days=7 * number),
        "period_number": number,
        "cohort_size": size,
        "active_users": active,
        "active_share": active / size,
    }


def hour_of(segment_id, measure, weekday, hour, expected):
    return {
        "as_of_date": NEW,
        "segment_id": segment_id,
        "measure": measure,
        "weekday": weekday,
        "hour": hour,
        "expected": expected,
        "low": expected - 1,
        "high": expected + 1,
        "time_zones": ["UTC"],
    }


def posts_at(segment_id, hour, day, count):
    return {
        "activity_date": day,
        "local_date": day,
        "hour": hour,
        "time_zone": "UTC",
        "segment_id": segment_id,
        "measure": "posts",
        "activity_count": count,
    }


def ahead(series, level, forecast, model):
    return {
        "as_of_date": NEW,
        "series": series,
        "segment_id": -2,
        "target_date": date(2024, 3, 11),
        "level": level,
        "forecast": forecast,
        "low": forecast - 2,
        "high": forecast + 2,
        "model": model,
    }


def counted(file, step, count):
    return {
        "source": "shop",
        "file": file,
        "content_id": file,
        "table_name": "orders",
        "step": step,
        "row_count": count,
    }


@pytest.fixture
def views(spark, frame):
    """The views that SQL users read, over these rows."""
    made = []
    for table, listed in rows().items():
        held = frame(table, *listed)
        latest = held.where(f"{table.partition} = DATE '{NEW}'") if table.is_snapshot else held
        for name, view in ((table.view, held), (f"{table.view}_latest", latest)):
            view.createOrReplaceTempView(name)
            made.append(name)
    yield spark
    for name in made:
        spark.catalog.dropTempView(name)


def test_every_example_of_the_page_gives_the_answer_worked_out_by_hand(views):
    answers = {title: views.sql(query).collect() for title, query in EXAMPLES.items()}

    assert {title: [tuple(row) for row in found] for title, found in answers.items()} == EXPECTED


@pytest.fixture(scope="module")
def database():
    """The views over the same rows in DuckDB."""
    made = duck.connect()
    for table, listed in rows().items():
        made.register(table.view, duck.arrow_table(table, listed))
        latest = f"WHERE {table.partition} = DATE '{NEW}'" if table.is_snapshot else ""
        made.execute(f"CREATE VIEW {table.view}_latest AS SELECT * FROM {table.view} {latest}")
    return made


def test_every_example_gives_the_same_rows_on_duckdb(database):
    own = queries("duckdb")
    said = {
        title: own.get(title) or sqlglot.transpile(query, read="spark", write="duckdb")[0]
        for title, query in EXAMPLES.items()
    }

    answers = {title: database.execute(query).fetchall() for title, query in said.items()}

    assert answers == EXPECTED


def test_the_page_names_the_examples_that_duckdb_does_not_take_as_they_are(database):
    listed = re.search(r"<!-- not as they are -->\n\n(.+?)\n\n", PAGE.read_text(), re.S)
    named = set(re.findall(r"^- (.+)$", listed[1], re.M))

    assert named == {
        title for title, query in EXAMPLES.items() if not gives(database, title, query)
    }


def gives(database, title, query):
    try:
        return database.execute(query).fetchall() == EXPECTED[title]
    except duckdb.Error:
        return False
