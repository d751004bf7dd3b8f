"""Rows of recommendations for the SQL of docs/sql.md, and its answers, worked out by hand."""

from datetime import date

from voxlake import tables as t

NEW = date(2024, 3, 10)
CUT = date(2024, 2, 25)
CIRCLES = "Friends of yours follow them."
CHOSE = "People who chose what you chose also chose this."
POPULAR = "Popular these days."
REASONS = {"model": CHOSE, "popular": POPULAR}


def rows():
    """Two users with lists, three items that go together, and how lists did."""
    return {
        t.USER_RECOMMENDATIONS: [
            offered("a", "friend", 0, None, "Today nobody."),
            offered("a", "friend", 2, "x", CIRCLES),
            offered("a", "friend", 1, "b", CIRCLES),
            offered("b", "friend", 1, "a", CIRCLES),
            offered("a", "hashtag", 1, "tea", "You use it."),
            offered("a", "friend", 1, "b", CIRCLES) | {"as_of_date": CUT},
        ],
        t.CONTENT_RECOMMENDATIONS: [
            shown("a", "post", 2, "p1", "popular"),
            shown("a", "post", 1, "p2", "model"),
            shown("b", "post", 1, "p1", "popular"),
            shown("b", "post", 2, "p2", "popular"),
            shown("b", "item", 1, "m", "model"),
        ],
        t.ORDERS: [ordered("1", "m", "Mug"), ordered("2", "m", "Mug"), ordered("3", "t", "Tea")],
        t.SIMILAR_ITEMS: [
            alike("item", "m", "s", 4, 0.204),
            alike("item", "m", "t", 9, 0.704),
            alike("post", "m", "p1", 9, 0.9),
            alike("item", "t", "m", 9, 0.704),
        ],
        t.BOUGHT_TOGETHER: [
            together("m", "t", 1, 0.5, 4.04),
            together("t", "m", 1, 0.75, 4.04),
            together("s", "m", 2, 0.25, 9.0),
        ],
        t.HASHTAGS: [
            tagged("tea", 30, 0.104, [(1, 0.8), (0, 0.2)]),
            tagged("rain", 40, -0.2, []),
            tagged("cup", 9, None, [(3, 0.9)]),
            tagged("late", 20, 0.104, [(2, 0.5)]),
        ],
        t.HASHTAG_PAIRS: [
            beside("tea", "cup", 2, 3, 0.25),
            beside("tea", "late", 1, 9, 0.504),
            beside("cup", "tea", 1, 3, 0.25),
        ],
        t.RECOMMENDATION_METRICS: [
            judged("post", "recommended", "recall", 0.1254, over=0.04),
            judged("post", "popular", "recall", 0.08),
            judged("post", "recommended", "recall", 0.9, over=0.04) | {"band": "20+"},
            judged("post", "recommended", "recall", 0.9, over=0.04) | {"cutoff": 5},
            judged("item", "recommended", "recall", 0.05, over=-0.04),
            judged("item", "recommended", "ndcg", 0.05, over=-0.04),
        ],
        t.RECOMMENDATION_CLICKS: [
            clicked("content", 0, 30, 3, 0.084),
            clicked("content", 1, 20, 3, 0.104),
            clicked("friend", 0, 10, 5, None),
        ],
    }


ANSWERS = {
    "How many users are offered people, accounts and hashtags?": [
        ("friend", 2, 3),
        ("hashtag", 1, 1),
    ],
    "Whom is a user offered to follow, and why?": [(1, "ben", CIRCLES), (2, "x", CIRCLES)],
    "Which posts are a user shown, and why?": [
        (1, "Bad.", CHOSE, "model"),
        (2, "Nice.", POPULAR, "popular"),
    ],
    # Of posts 4 places, one of the model; b's list is all of what is popular.
    "How much of the lists does the model fill, and how much is what is popular?": [
        ("item", "model", 1, 1, 100.0),
        ("post", "model", 1, 1, 25.0),
        ("post", "popular", 2, 3, 75.0),
    ],
    "What is shown to most users?": [("p1", 2, 1.5, "Nice."), ("p2", 2, 1.5, "Bad.")],
    "What do those who want an item want too?": [
        ("Mug", "Tea", 9, 0.7, 0.6, 0.8),
        ("Mug", "s", 4, 0.2, 0.1, 0.3),
    ],
    "What is bought together, and how sure is that?": [
        ("s", "Mug", 12, 2.5, 25.0, 9.0, 8.0, 10.0),
        ("Mug", "Tea", 12, 2.5, 50.0, 4.0, 3.0, 5.0),
        ("Tea", "Mug", 12, 2.5, 75.0, 4.0, 3.0, 5.0),
    ],
    # #late is about couriers, which count as parcels; the topic of #cup is hidden.
    "Which hashtags go with a good mood, and what are they about?": [
        ("tea", 30, 0.1, "parcels"),
        ("late", 20, 0.1, "parcels"),
    ],
    "Which hashtags go with one that I use?": [("late", 9, 0.5), ("cup", 3, 0.25)],
    "Are recommendations better than what is popular?": [
        ("item", 7, 0.05, 0.04, 0.06, -0.04, False),
        ("post", 7, 0.125, 0.115, 0.135, 0.04, True),
    ],
    "How often is what is recommended clicked on, place by place?": [
        ("content", 0, 30, 10.0, 9.0, 11.0, 8.4),
        ("content", 1, 20, 15.0, 14.0, 16.0, 10.4),
        ("friend", 0, 10, 50.0, 49.0, 51.0, None),
    ],
}


def offered(user, kind, rank, item, reason):
    key = {"as_of_date": NEW, "user_id": user, "kind": kind, "rank": rank}
    return {**key, "item": item, "reason": reason}


def shown(user, kind, rank, item, source):
    key = {"as_of_date": NEW, "user_id": user, "item_kind": kind, "item_id": item}
    return {**key, "rank": rank, "reason": REASONS[source], "source": source}


def ordered(line, product, name):
    key = {"order_line_id": line, "order_id": line, "order_date": NEW}
    return {**key, "product_id": product, "product_name": name}


def alike(kind, one, other, users, cosine):
    key = {"as_of_date": NEW, "item_kind": kind, "item_id": one, "other_item_id": other}
    ends = {"low": cosine - 0.1, "high": cosine + 0.1}
    return {**key, "rank": 10 - users, "user_count": users, "cosine": cosine, **ends}


def together(one, other, rank, share, lift):
    key = {"as_of_date": NEW, "item_id": one, "other_item_id": other, "rank": rank}
    counted = {"invoice_count": 12, "support": 0.025, "confidence": share}
    return {**key, **counted, "lift": lift, "lift_low": lift - 1, "lift_high": lift + 1}


def tagged(name, authors, uplift, topics):
    told = [{"topic_id": topic, "closeness": closeness} for topic, closeness in topics]
    key = {"as_of_date": NEW, "hashtag": name, "author_count": authors}
    return {**key, "uplift": uplift, "topics": told}


def beside(one, other, rank, posts, closeness):
    key = {"as_of_date": NEW, "hashtag": one, "other_hashtag": other, "rank": rank}
    return {**key, "post_count": posts, "closeness": closeness}


def judged(kind, method, metric, value, over=None):
    key = {"as_of_date": NEW, "cut_date": CUT, "kind": kind, "method": method, "band": "all"}
    more = {"over_popular": over, "over_popular_low": None if over is None else over - 0.01}
    ends = {"low": value - 0.01, "high": value + 0.01, "user_count": 7}
    return {**key, "cutoff": 10, "metric": metric, "value": value, **ends, **more}


def clicked(kind, rank, count, clicks, weighted):
    rate = clicks / count
    ends = {"click_rate_low": rate - 0.01, "click_rate_high": rate + 0.01}
    key = {"as_of_date": NEW, "kind": kind, "rank": rank, "shown_count": count}
    return {**key, "clicked_count": clicks, "click_rate": rate, **ends, "weighted_rate": weighted}
