"""Rows of returns, publishing and content for the SQL of docs/sql.md, with its answers."""

from datetime import date, datetime
from decimal import Decimal

from voxlake import tables as t

NEW = date(2024, 3, 10)
FRIDAY, MONDAY = date(2024, 3, 1), date(2024, 3, 4)
WEEK = date(2024, 3, 11)
ANN = {"approved_by": "ann", "approved_at": datetime(2024, 3, 9)}


def rows():
    """Two campaigns, a mix of two channels, and a board with a few things on it."""
    return {
        t.CAMPAIGN_RESULTS: [
            returned("c:1", Decimal(20), 1.504, campaign_name="Sale"),
            returned("c:2", None, None, marks=["no_spend", "young"]),
            returned("c:1", Decimal(9), 9.0, window_days=28),
            returned("search", Decimal(9), 9.0, grouping="channel"),
        ],
        t.ROI_PREDICTIONS: [
            foretold("c:8", 0.5),
            foretold("c:9", 1.5) | {"campaign_name": "Autumn"},
        ],
        t.MIX_CHANNELS: [
            channel("search", "money", 0.804),
            channel("radio", "money", 1.2),
            channel("own", "posts", 9.0),
        ],
        t.MIX_CONTRIBUTIONS: [
            brought(FRIDAY, "baseline", 60.0),
            brought(FRIDAY, "search", 20.0),
            brought(MONDAY, "search", 20.0),
            brought(MONDAY, "search", 99.0) | {"country": "SE"},
        ],
        t.BUDGET_PLAN: [planned("search", 30), planned("all", 50)],
        t.POSTING_SCHEDULE: [
            slot("p1", datetime(2024, 3, 11, 9)) | ANN,
            slot("p2", datetime(2024, 3, 11, 8)),
            slot("p3", None),
        ],
        t.PUBLICATIONS: [published("p1", "sent"), published("p2", "ask")],
        t.REPLY_QUEUE: [
            waits("p3", 2, 5.0, None),
            waits("p2", 1, 30.2, Decimal("8.00")),
            waits("p1", None, 1.0, None) | {"state": "answered"},
        ],
        t.REPLY_TIMES: [
            {"as_of_date": NEW, "post_date": MONDAY, "post_count": 3, "answered_count": 1}
            | {"median_hours": 4.04}
        ],
        t.DRAFTS: [
            draft("d1", "rejected", {"length": False, "numbers": False, "title": True}),
            draft("d2", "rejected", {"length": False}),
            draft("d3", "offered", {"length": True}),
        ],
        t.CONTENT_SCORES: [scored("a", "Menu", 7), scored("b", "Home", None)],
        t.CONTENT_FINDINGS: [
            finding("b", 1, "copied", "high"),
            finding("a", 1, "no_title", "high"),
            finding("a", 2, "long_title", "low"),
        ],
        t.CONTENT_LEARNT: [learnt("length", True), learnt("hour", False)],
    }


ANSWERS = {
    "What did each campaign cost and bring?": [
        ("Sale", "EUR", Decimal("20.00"), Decimal("5.00"), 2, 1.5, ""),
        ("c:2", "EUR", None, Decimal("5.00"), 2, None, "no_spend; young"),
    ],
    "What is a planned campaign likely to bring?": [
        ("Autumn", Decimal("10.00"), "EUR", 15.0, 5.0, 25.0, "so"),
        ("c:8", Decimal("10.00"), "EUR", 5.0, -5.0, 15.0, "so"),
    ],
    "On which channel does more money bring most?": [
        ("radio", 5.0, 1.2, 1.1, 1.3),
        ("search", 5.0, 0.8, 0.7, 0.9),
    ],
    "Which share of the revenue came by which channel, month by month?": [
        ("2024-03", "baseline", 60.0),
        ("2024-03", "search", 40.0),
    ],
    "Where should the money go in the weeks to come?": [
        (WEEK, "all", Decimal("20.00"), Decimal("50.00"), 3.0, 1.0, 5.0),
        (WEEK, "search", Decimal("20.00"), Decimal("30.00"), 3.0, 1.0, 5.0),
    ],
    # 8:00 UTC is 4:00 in New York once the clocks went forward, on 10 March 2024.
    "What goes out in the days to come, and is it approved?": [
        ("2024-03-11 04:00", "America/New_York", "shop", "p2", False),
        ("2024-03-11 05:00", "America/New_York", "shop", "p1", True),
    ],
    "What did not go out, or may have gone out?": [("ask", "shop", "p2", "no answer")],
    "Who waits for an answer, and what did they say?": [
        (1, "new", 30.0, Decimal("8.00"), "Bad."),
        (2, "new", 5.0, None, "Well."),
    ],
    "How soon do we answer?": [(MONDAY, 3, 1, 4.0)],
    "Why were drafts rejected?": [("length", 2), ("numbers", 1)],
    "Which pages should be mended first, and how?": [
        ("Menu", 40.0, 7, "no_title", "mend no_title"),
        ("Home", 40.0, None, "copied", "mend copied"),
    ],
    "What did published posts teach?": [("length", "short", 9, 1.3, 1.1, 1.5, False)],
}


def returned(name, spend, ratio, **of):
    return {
        "as_of_date": NEW,
        "grouping": "campaign",
        "group_name": name,
        "segment_id": -2,
        "window_days": 0,
        "currency": "EUR",
        "spend": spend,
        "revenue": Decimal(5),
        "order_count": 2,
        "return_on_spend": ratio,
        "marks": [],
        **of,
    }


def foretold(campaign, ratio):
    return {
        "as_of_date": NEW,
        "campaign_id": campaign,
        "currency": "EUR",
        "budget": Decimal(10),
        "expected_revenue": 10 * ratio,
        "expected_revenue_low": 10 * ratio - 10,
        "expected_revenue_high": 10 * ratio + 10,
        "expected_return": ratio,
        "verdict": "so",
    }


def channel(name, unit, more):
    key = {"as_of_date": NEW, "country": "all", "currency": "EUR", "channel": name}
    ends = {"marginal_return_low": more - 0.1, "marginal_return_high": more + 0.1}
    return {**key, "unit": unit, "recent_spend": 5.0, "marginal_return": more, **ends}


def brought(week, component, money):
    key = {"as_of_date": NEW, "country": "all", "currency": "EUR", "week_start": week}
    return {**key, "component": component, "contribution": money}


def planned(name, money):
    key = {"as_of_date": NEW, "country": "all", "currency": "EUR", "week_start": WEEK}
    spend = {"spend": Decimal(money), "recent_spend": Decimal(20)}
    return {**key, "channel": name, **spend, "gain": 3.0, "gain_low": 1.0, "gain_high": 5.0}


def slot(name, start):
    key = {"as_of_date": NEW, "publication_id": name, "text": name, "account": "shop"}
    return {**key, "slot_start": start, "time_zone": "America/New_York"}


def published(name, state):
    told = {"publication_id": name, "text": name, "account": "shop", "state": state}
    return {**told, "error": "no answer"}


def waits(post, place, hours, revenue):
    key = {"as_of_date": NEW, "post_id": post, "post_date": MONDAY, "state": "new"}
    return {**key, "place": place, "wait_hours": hours, "revenue": revenue}


def draft(name, state, checks):
    told = [{"name": check, "passed": passed, "detail": ""} for check, passed in checks.items()]
    return {"draft_id": name, "state": state, "checks": told}


def scored(name, title, shown):
    key = {"as_of_date": NEW, "content_id": name, "kind": "html", "title": title}
    return {**key, "score": 40.0, "impression_count": shown}


def finding(content, number, rule, severity):
    key = {"as_of_date": NEW, "content_id": content, "finding": number}
    return {**key, "rule": rule, "severity": severity, "proposal": f"mend {rule}"}


def learnt(attribute, is_reliable):
    key = {"as_of_date": NEW, "attribute": attribute, "scope": "all", "value": "short"}
    gains = {"gain": 1.3, "gain_low": 1.1, "gain_high": 1.5}
    return {**key, "post_count": 9, **gains, "is_reliable": is_reliable, "is_by_chance": False}
