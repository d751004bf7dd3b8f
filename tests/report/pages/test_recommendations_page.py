"""The page of recommendations: whom it counts, what it compares, and whom it does not name."""

from datetime import date, timedelta

import pytest
from pyspark.sql import Row

from voxlake.report.pages.recommendations import Recommendations, gather
from voxlake.report.recommendations.clicked import Clicked
from voxlake.report.recommendations.judged import METHODS, Judged, Method
from voxlake.report.recommendations.offered import Offer, Offered
from voxlake.report.recommendations.reached import Reached, Way
from voxlake.report.recommendations.together import Pair, Together
from voxlake.report.settings import ReportSettings
from voxlake.tables import BOUGHT_TOGETHER, RECOMMENDATION_CLICKS, RECOMMENDATION_METRICS

AS_OF = date(2024, 3, 31)
CUT = date(2024, 3, 17)
SETTINGS = ReportSettings(text_length=40)
DASH = "\N{EN DASH}"
NOTHING = Together([], 0, [])
EMPTY = Recommendations(10, [], [], [], [], NOTHING)


def shown(page_of, **parts):
    return page_of("recommendations", Recommendations(**{**vars(EMPTY), **parts}))


def row(table, **of):
    return Row(**{**dict.fromkeys(table.column_names), **of})


def method(name, recall, **of):
    """A way to make lists that finds a share of what users newly did."""
    ends = {"low": recall - 0.01, "high": recall + 0.01} if recall is not None else {}
    told = {"value": recall, "user_count": 50, **ends, **of}
    rows = {"recall": row(RECOMMENDATION_METRICS, metric="recall", **told)}
    return Method(name, METHODS[name], rows)


def judged(**over):
    """Lists that find 12.5%, beside two others; `over` are the ends of the differences."""
    methods = [
        method("recommended", 0.125, **over),
        method("popular", 0.08),
        method("covisitation", 0.12),
    ]
    return Judged(
        "Posts", "did", CUT, AS_OF, 50, 0.4, 10, methods, [("1-4", methods), ("20+", methods)]
    )


def metric(name, method, value, **of):
    """A row of `recommendation_metrics`."""
    return {
        "as_of_date": AS_OF,
        "cut_date": CUT,
        "kind": "post",
        "method": method,
        "band": "all",
        "cutoff": 10,
        "metric": name,
        "value": value,
        "user_count": 9,
        "reachable": 1.0,
        **of,
    }


def place(rank, shown, clicked, **of):
    """A row of `recommendation_clicks`."""
    return {
        "as_of_date": AS_OF,
        "kind": "content",
        "rank": rank,
        "user_count": 3,
        "shown_count": shown,
        "clicked_count": clicked,
        "click_rate": clicked / shown if shown else None,
        "unknown_click_count": 0,
        **of,
    }


def bought(one, other, confidence, low, **of):
    """A row of `bought_together`."""
    return {
        "as_of_date": AS_OF,
        "item_id": one,
        "other_item_id": other,
        "support": 0.125,
        "confidence": confidence,
        "lift": low + 1,
        "lift_low": low,
        "lift_high": low + 2,
        "invoice_count": 12,
        **of,
    }


def content(user, kind, item, source="model"):
    key = {"as_of_date": AS_OF, "user_id": user, "item_kind": kind, "item_id": item}
    return {**key, "source": source}


def offered_to(user, kind, item, rank=1):
    return {"as_of_date": AS_OF, "user_id": user, "kind": kind, "item": item, "rank": rank}


def test_each_part_of_the_page_says_so_where_it_is_empty(page_of):
    found = shown(page_of)

    assert "Nobody is offered anything as of 31 March 2024." in found
    assert "Nothing was held against what users did later." in found
    assert "Nothing is known of what was shown and clicked on." in found
    assert "No two items are known to be bought together more often than by chance." in found
    assert "What is offered most" not in found
    assert EMPTY.is_empty


def test_users_are_counted_by_kind_and_by_the_way_that_what_they_are_offered_was_found(page_of):
    posts = Reached("Posts", 8, 40, [Way("popular with all", 2, 10)])

    found = shown(page_of, reached=[posts, Reached("Hashtags", 11, 11, [])])

    assert (
        'Posts</th><td class="n">8</td><td class="n">80%</td><td class="n">40</td>'
        '<td class="n"></td><td class="n">5.0</td>'
    ) in found
    assert (
        'popular with all</th><td class="n">2</td><td class="n">20%</td><td class="n">10</td>'
        '<td class="n">25%</td>'
    ) in found
    # More than the lake knows: no share is told.
    assert f'Hashtags</th><td class="n">11</td><td class="n">{DASH}</td>' in found


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        ((0.02, 0.06), "would have had 8.0%: our lists did better, by more than chance"),
        ((-0.02, 0.02), "would have had 8.0%: no clear difference."),
        ((-0.06, -0.02), "would have had 8.0%: our lists did worse, by more than chance"),
        ((None, None), "would have had 8.0%: too few users to say which is better."),
    ],
)
def test_recommendations_are_told_beside_what_is_popular_with_what_that_shows(ends, said, page_of):
    low, high = ends

    found = shown(page_of, judged=[judged(over_popular_low=low, over_popular_high=high)])

    assert (
        "after 17 March 2024, up to 31 March 2024, the first 10 places of our lists had 12.5%"
        in found
    )
    assert "in the mean of 50 users (between 11.5% and 13.5%). What is popular" in found
    assert f"What is popular with all {said}" in found
    assert "What goes with what they chose before would have had 12.0%: too few" in found


def test_a_test_says_how_much_could_be_offered_at_all_and_how_it_is_by_band(page_of):
    found = shown(page_of, judged=[judged()])

    assert "Posts: only 40% of what users newly did could have been offered" in found
    assert '>1 to 4</th><td class="n">50</td><td class="n">12.5%</td>' in found
    assert ">20 or more</th>" in found
    assert "data:image/svg+xml" in found


def test_lists_that_nobody_can_judge_have_no_figure(page_of):
    one = Judged("Posts", "followed", CUT, AS_OF, 0, None, 10, [method("recommended", None)], [])

    found = shown(page_of, judged=[one])

    assert "nobody followed anything new that could have been offered, so nothing is known" in found
    assert "data:image" not in found
    assert "<table>" not in found


def test_clicks_are_told_as_they_are_and_weighted_and_a_dash_where_no_chance_is_logged(page_of):
    ends = {"click_rate_low": 0.1, "click_rate_high": 0.3}
    weights = {"weighted_rate": 0.05, "weighted_rate_low": 0.04, "weighted_rate_high": 0.06}
    posts = Clicked(
        "Posts and items",
        row(RECOMMENDATION_CLICKS, **place(0, 40, 8, unknown_click_count=2, **ends, **weights)),
        [row(RECOMMENDATION_CLICKS, **place(n, 20, 4, position_bias=1.0 / n)) for n in (1, 2)],
    )
    people = Clicked("People to follow", row(RECOMMENDATION_CLICKS, **place(0, 10, 1)), [])

    found = shown(page_of, clicked=[posts, people])

    assert (
        '<td class="n">8</td><td class="n">20.0%</td><td class="n">10.0% and 30.0%</td>'
        '<td class="n">5.0%</td><td class="n">4.0% and 6.0%</td>'
    ) in found
    assert f'<td class="n">10.0%</td><td class="n">{DASH}</td><td class="n">{DASH}</td>' in found
    assert "2 things were clicked on that no log shows" in found
    assert '<td class="n">0.50</td></tr>' in found
    assert "People to follow: place by place" not in found
    assert found.count("data:image/svg+xml") == 1


def test_a_pair_is_told_with_how_many_orders_have_both_and_how_sure_that_is(page_of):
    pair = Pair("Tea <green>", "Cup", row(BOUGHT_TOGETHER, **bought("t", "c", 0.7, 2.0)))

    found = shown(page_of, together=Together([pair], 3, []))

    assert "Of 100 orders with Tea &lt;green&gt;, 70 have Cup too: 3.0 times as many" in found
    assert "The clearest 1 of 3 pairs" in found
    assert (
        '<td class="n">12</td><td class="n">12.5%</td><td class="n">70%</td>'
        '<td class="n">3.0</td><td class="n">2.0 and 4.0</td>'
    ) in found


def test_people_are_not_named_and_what_else_is_offered_most_is(page_of):
    tags = Offered("Hashtags", 8, 20, 40, [Offer("#<tea>", 8), Offer("#cup", 2)], is_named=True)
    people = Offered("People to follow", 8, 20, 40, [Offer("ann", 5)], is_named=False)

    found = shown(page_of, reached=[Reached("Hashtags", 8, 40, [])], offered=[tags, people])

    assert '#&lt;tea&gt;</th><td class="n">8</td><td class="n">100%</td>' in found
    assert (
        "The 2 that are offered most have 25.0% of all places; were all offered alike, it would be "
        "10.0%."
    ) in found
    assert "The one offered most is offered to 5 users." in found
    assert "ann" not in found
    assert "People to follow are never named." in found


def test_the_page_counts_what_is_offered_on_the_day(sources):
    facts = gather(
        sources(
            users=[{"user_id": name, "handle": name * 2} for name in "abc"],
            content_recommendations=[
                content("a", "post", "p1"),
                content("a", "post", "p2", "popular"),
                content("b", "post", "p1", "popular"),
                content("b", "item", "i1", "segment"),
                content("c", "item", "i1", "own"),
            ],
            user_recommendations=[
                offered_to("a", "friend", "b"),
                offered_to("b", "friend", "c"),
                offered_to("c", "friend", None, rank=0),
                offered_to("a", "hashtag", "tea"),
                offered_to("b", "big_account", "c"),
            ],
            posts=[{"post_id": "p1", "post_date": AS_OF, "text": "Thanks @ann.b for a@b.de"}],
            orders=[
                {"product_id": "i1", "product_name": "Old mug"}
                | {"order_line_id": "1", "order_date": AS_OF - timedelta(days=9)},
                {"product_id": "i1", "product_name": "Mug"}
                | {"order_line_id": "2", "order_date": AS_OF},
                {"product_id": "i1", "order_line_id": "3", "order_date": AS_OF},
            ],
        ),
        AS_OF,
        SETTINGS,
    )

    assert facts.known == 3
    assert [(kind.title, kind.users, kind.places) for kind in facts.reached] == [
        ("Posts", 2, 3),
        ("Items", 2, 2),
        ("People to follow", 2, 2),
        ("Big accounts", 1, 1),
        ("Hashtags", 1, 1),
    ]
    posts, items, *people = facts.reached
    assert posts.ways == [
        Way("chosen by what they did themselves", 1, 1),
        Way("popular with all", 2, 2),
    ]
    assert [way.title for way in items.ways] == ["popular in their group of users", "own"]
    assert [kind.ways for kind in people] == [[], [], []]
    first = {kind.title: [(o.name, o.users) for o in kind.first] for kind in facts.offered}
    assert first == {
        "Posts": [("“Thanks @… for a@b.de”", 2), ("a post whose text is no longer there", 1)],
        "Items": [("Mug", 2)],
        "People to follow": [("Person 1", 1), ("Person 2", 1)],
        "Big accounts": [("Account 1", 1)],
        "Hashtags": [("#tea", 1)],
    }
    assert [kind.is_named for kind in facts.offered] == [True, True, False, False, True]
    assert (facts.offered[0].items, facts.offered[0].users, facts.offered[0].places) == (2, 2, 3)


def test_settings_that_allow_names_name_big_accounts_with_a_handle_and_nobody_to_meet(sources):
    facts = gather(
        sources(
            users=[{"user_id": "b", "handle": "ben"}, {"user_id": "c"}],
            user_recommendations=[
                offered_to("a", "big_account", "b"),
                offered_to("d", "big_account", "b"),
                offered_to("e", "big_account", "c"),
                offered_to("e", "friend", "b"),
            ],
            content_recommendations=[content("a", "post", "p1"), content("a", "item", "i1")],
            posts=[{"post_id": "p1", "post_date": AS_OF, "text": "Thanks @ann"}],
        ),
        AS_OF,
        ReportSettings(names=True),
    )

    posts, items, people, accounts = facts.offered
    assert [offer.name for offer in items.first] == ["i1"]  # no order of these days names it
    assert [offer.name for offer in posts.first] == ["“Thanks @ann”"]
    assert [offer.name for offer in accounts.first] == ["@ben", "Account 2"]
    assert [offer.name for offer in people.first] == ["Person 1"]
    assert [kind.is_named for kind in facts.offered] == [True, True, False, True]


def test_the_page_takes_the_figures_of_the_tables_as_they_are(sources, page_of):
    methods = ("covisitation", "popular", "recommended")
    facts = gather(
        sources(
            recommendation_metrics=[
                *(metric("recall", name, 0.25) for name in methods),
                *(metric("recall", name, 0.5, cutoff=k) for name in methods for k in (5, 20)),
                metric("recall", "recommended", 0.9, as_of_date=AS_OF - timedelta(days=7)),
                *(metric("recall", name, 0.5, band="20+") for name in methods),
                *(metric("recall", name, 0.5, band="5-19") for name in methods),
                *(metric("recall", name, 0.5, band="0") for name in methods),
                metric("coverage", "popular", 0.01),
                metric("recall", "popular", 0.5, kind="item", cutoff=3),
                metric("recall", "recommended", 0.5, kind="item", cutoff=3),
                metric("recall", "popular", 0.5, kind="friend"),
            ],
            recommendation_clicks=[
                place(0, 30, 3),
                place(2, 10, 1),
                place(1, 20, 2),
                place(11, 20, 2),
                place(0, 0, 0, kind="friend", unknown_click_count=1),
            ],
            bought_together=[
                bought("i1", "i2", 0.5, 3.0),
                bought("i2", "i1", 0.7, 3.0),
                bought("i1", "i3", 0.5, 9.0),
            ],
            similar_items=[
                {"item_kind": kind, "item_id": one, "other_item_id": other, "rank": 1}
                | {"as_of_date": AS_OF, "user_count": 7, "cosine": 0.5, "score": score}
                for kind, one, other, score in (
                    ("item", "i1", "i2", 0.3),
                    ("item", "i2", "i1", 0.3),
                    ("item", "i1", "i9", 0.4),
                    ("post", "p1", "p2", 0.9),
                )
            ],
            orders=[
                {"order_line_id": "1", "order_date": AS_OF}
                | {"product_id": "i1", "product_name": "Mug"}
            ],
        ),
        AS_OF,
        SETTINGS,
    )  # fmt: skip

    posts, items = facts.judged
    assert (posts.title, posts.cut, posts.users, posts.places) == ("Posts", CUT, 9, 10)
    assert [way.name for way in posts.methods] == ["recommended", "popular", "covisitation"]
    assert [band for band, _ in posts.bands] == ["0", "5-19", "20+"]
    assert posts.methods[1].value("coverage") == 0.01
    assert posts.methods[0].value("coverage") is None
    assert (posts.verb, items.places) == ("did", 3)
    (clicks,) = facts.clicked
    assert (clicks.title, clicks.whole.shown_count) == ("Posts and items", 30)
    assert [row["rank"] for row in clicks.places] == [1, 2]
    pairs = facts.together
    assert [(pair.name, pair.other_name) for pair in pairs.bought] == [("Mug", "i3"), ("i2", "Mug")]
    assert pairs.bought_count == 2
    alike = [(pair.name, pair.other_name) for pair in pairs.similar]
    assert alike == [("Mug", "i9"), ("i2", "Mug")]
    found = page_of("recommendations", facts)
    assert "Of 100 orders with Mug, 50 have i3 too" in found
    assert f'<td class="n">7</td><td class="n">0.50</td><td class="n">{DASH}</td>' in found


def test_there_is_no_page_of_recommendations_without_any(sources):
    nobody = offered_to("c", "friend", None, rank=0)

    assert gather(sources(user_recommendations=[nobody]), AS_OF, SETTINGS) is None
