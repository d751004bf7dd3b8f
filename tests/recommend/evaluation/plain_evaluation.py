"""The figures of lists, user by user and in plain Python: what the ones in Spark are held to."""

import math
from collections import Counter, defaultdict

KINDS = ("post", "item")


def wanted(world):
    """By user and kind, the items that lists should have had."""
    known = {u for u, *_ in world["before"]} | {u for u, *_ in world["recommended"]}
    had = {(u, k, i) for u, k, i, _ in world["before"]} | set(world["barred"])
    found = defaultdict(set)
    for user, kind, item in world["after"]:
        is_new = (user, kind, item) not in had and (kind, item) in world["allowed"]
        if is_new and user in known:
            found[user, kind].add(item)
    return dict(found)


def popular(world, user, kind):
    weights = Counter()
    for _, k, item, weight in world["before"]:
        if k == kind and (k, item) in world["allowed"]:
            weights[item] += weight
    return _left(world, user, kind, weights)


def covisitation(world, user, kind):
    users = defaultdict(set)
    for who, k, item, _ in world["before"]:
        if k == kind:
            users[item].add(who)
    scores = Counter()
    for own in (i for i in users if user in users[i]):
        for other in users:
            both = len(users[own] & users[other])
            if other != own and both and (kind, other) in world["allowed"]:
                scores[other] += round(both / math.sqrt(len(users[own]) * len(users[other])), 9)
    return _left(world, user, kind, scores)


def _left(world, user, kind, scores):
    had = {(u, k, i) for u, k, i, _ in world["before"]} | set(world["barred"])
    ranked = sorted(scores, key=lambda item: (-round(scores[item], 9), item))
    return [item for item in ranked if (user, kind, item) not in had]


def recommended(world, user, kind):
    own = [(r, i) for u, k, i, r in world["recommended"] if (u, k) == (user, kind) and i]
    return [item for _, item in sorted(own)]


def figures(world, kind, method, k, users):
    """The figures of some users: recall, ndcg, map, novelty, top_share, coverage."""
    of_users = Counter(i for _, kk, i, _ in world["before"] if kk == kind)
    items = sorted(i for kk, i in world["allowed"] if kk == kind)
    everyone = len({u for u, kk, *_ in world["before"] if kk == kind})
    enough = sorted((of_users[i] for i in items), reverse=True)[math.ceil(len(items) / 100) - 1]
    top = {i for i in items if of_users[i] >= max(enough, 1)}
    longest = max((r for _, kk, i, r in world["recommended"] if kk == kind and i), default=k)
    sums, shown = Counter(), []
    for user in users:
        wants = wanted(world)[user, kind]
        ranked = method(world, user, kind)[: min(k, longest)]
        hits = [place for place, item in enumerate(ranked, start=1) if item in wants]
        ideal = sum(1 / math.log2(i + 1) for i in range(1, min(len(wants), k) + 1))
        sums["recall"] += len(hits) / len(wants)
        sums["ndcg"] += sum(1 / math.log2(place + 1) for place in hits) / ideal
        precisions = (n / place for n, place in enumerate(hits, start=1))
        sums["map"] += sum(precisions) / min(len(wants), k)
        shown += [item for item in ranked if item in items]
    bits = sum(math.log2(everyone / max(of_users[i], 1)) for i in shown)
    return {
        **{name: sums[name] / len(users) for name in ("recall", "ndcg", "map")},
        "novelty": bits / len(shown) if shown else None,
        "top_share": sum(i in top for i in shown) / len(shown) if shown else None,
        "coverage": len(set(shown)) / len(items),
    }


METHODS = {"recommended": recommended, "popular": popular, "covisitation": covisitation}
