"""The page of topics says what people talk about, what rises, in which posts, and about whom."""

import base64
import hashlib
import re
from datetime import date, timedelta

import pytest

from voxlake.report.page import render
from voxlake.report.pages.topics import gather
from voxlake.report.reads import PAGES
from voxlake.report.settings import ReportSettings
from voxlake.report.topics.changes import changes_of_model
from voxlake.report.topics.shares import shares_over_time
from voxlake.tables import TOPIC_BURSTS
from voxlake.topics.called import Names

AS_OF = date(2024, 3, 31)
SETTINGS = ReportSettings()
NASTY = "<script>fees</script>"
NAMES = Names({0: NASTY, 2: "title 2"}, {}, frozenset({1}))
(PAGE,) = (page for page in PAGES if page.name == "topics")


def ago(days):
    return AS_OF - timedelta(days=days)


def topics():
    """Three topics of the model in use: one with a name that is no HTML, one hidden, one plain."""
    return {
        "topics": [
            {"model_version": version, "topic_id": i, "title": f"title {i}", "weight": weight,
             "window_first_date": date(2024, 1, 1), "window_last_date": AS_OF}
            for version, i, weight in (("2", 0, 0.5), ("2", 1, 0.3), ("2", 2, 0.2), ("1", 0, 1.0))
        ],
        "topic_terms": [
            {"model_version": "2", "topic_id": i, "rank": n, "term": f"{word} {i}",
             "stem": word, "weight": weight, "lift": lift}
            for i in range(3)
            for n, (word, weight, lift) in enumerate(
                (("<app>", 0.2, 1.0), ("fee", 0.1, 8.0), ("nothing", 0.0, 1.0)), start=1
            )
        ],
        "topic_names": [
            {"topic_id": 0, "name": NASTY, "shown_as": 0, "is_hidden": False},
            {"topic_id": 1, "name": "secret", "shown_as": 1, "is_hidden": True},
            {"topic_id": 2, "name": "name 2", "shown_as": 2, "is_hidden": False},
            {"topic_id": 9, "name": "old days", "shown_as": 9, "is_hidden": False},
        ],
        "post_topics": [
            {"post_id": f"p{n}", "post_date": ago(n), "topic_id": 0, "model_version": "2",
             "is_clear": is_clear}
            for n, is_clear in enumerate((True, None, False, False))
        ],
        "posts": [post(f"p{n}", n, f"Text <b>{n}</b>") for n in range(4)]
        + [post("erased", 0, None), post("old", 200, "Too old")],
    }  # fmt: skip


def post(post_id, days_ago, text):
    return {"post_id": post_id, "post_date": ago(days_ago), "text": text, "like_count": 3}


def profiles():
    """A profile of each topic; the first one names a post without a text, and one long ago."""
    feelings = {"negative_share": 0.5, "neutral_share": 0.25, "positive_share": 0.25}
    posts = {"typical_post_ids": ["p1", "erased", "old"], "recent_post_ids": ["p0", "p1"]}
    return [
        profile(0, 6, emotions={"anger": 0.3, "neutral": 0.7}, **feelings, **posts),
        profile(1, 3, typical_post_ids=["p2"]),
        profile(2, 1),
    ]


def profile(topic_id, posts, **columns):
    told = {"post_count": posts, "author_count": 2, "post_share": posts / 10, **columns}
    return {"as_of_date": AS_OF, "topic_id": topic_id, "name": f"profile {topic_id}", **told}


def trend(topic_id, days_ago, posts, **columns):
    key = {"post_date": ago(days_ago), "topic_id": topic_id, "segment_id": -2, "language": "all"}
    return {**key, "post_count": posts, **columns}


def bursts():
    """One that ended, one that lasts, one of a hidden topic, one long ago."""
    days = {"start_date": ago(5), "peak_date": ago(4)}
    told = {"post_count": 120, "usual_count": 30.4, "distance": 5.0, "post_ids": ["p1", "erased"]}
    burst = {"as_of_date": AS_OF, "topic_id": 0, **days, **told}
    return [
        burst | {"end_date": ago(2)},
        burst | {"topic_id": 2, "end_date": None},
        burst | {"topic_id": 1, "end_date": ago(1)},
        burst | {"topic_id": 2, "start_date": ago(60), "peak_date": ago(50), "end_date": ago(50)},
    ]


def term(name, days_ago, score, **columns):
    counts = {"author_count": 9, "usual_count": 1.5, "rise": 4.0}
    key = {"post_date": ago(days_ago), "kind": "word", "term": name}
    return {**key, **counts, "score": score, **columns}


def top(kind, rank, post_id, **columns):
    key = {"as_of_date": AS_OF, "kind": kind, "topic_id": -2, "segment_id": -2, "rank": rank}
    return {**key, "post_id": post_id, "engagement": 50, "why": f"why {post_id}", **columns}


def voice(brand, posts, share, **columns):
    key = {"post_date": AS_OF, "brand": brand, "topic_id": -2}
    shares = {"share": share, "share_low": share - 0.1, "share_high": share + 0.1}
    return {**key, "post_count": posts, "reach": 7, "scored_count": 0, **shares, **columns}


def posting(brand, trait, value, gain, posts=20):
    """A row of a brand's own posts; gain is None or the factor with the ends of its interval."""
    factor = dict(zip(("gain", "gain_low", "gain_high"), gain or (None,) * 3, strict=True))
    counts = {"post_count": posts, "posts_per_week": posts / 4, "engagement": 12.0}
    return {"as_of_date": AS_OF, "brand": brand, "trait": trait, "value": value, **counts, **factor}


def change(topic_id, kind, before, earlier="1"):
    told = {"earlier_version": earlier, "change": kind, "from_topic_ids": before}
    return {"model_version": "2", "topic_id": topic_id, **told}


def everything():
    """Rows of all tables of the page."""
    scored = {"scored_count": 4, "negative_count": 3, "positive_count": 1}
    feeling = {"sentiment": -0.5, "sentiment_low": -0.9, "sentiment_high": -0.1}
    return topics() | {
        "topic_profiles": profiles(),
        "topic_trends": [
            row
            for n in range(40)
            for row in (
                trend(0, n, 30, is_burst=n == 3),
                trend(2, n, 10, is_burst=False),
                trend(-2, n, 40),
                trend(0, n, 99) | {"segment_id": 5},
                trend(0, n, 99) | {"language": "es"},
            )
        ],
        "topic_bursts": bursts(),
        "term_trends": [
            term("<i>snow", 2, 0.9, post_ids=["p2"]),
            term("<i>snow", 1, 0.5),
            term("rain", 0, 0.7),
            term("sun", 9, 3.0),
        ],
        "top_posts": [
            top("growing", 1, "p1"),
            top("most", 2, "p2"),
            top("most", 1, "p3"),
            top("most", 3, "erased"),
            top("most", 1, "p0", topic_id=0),
        ],
        "share_of_voice": [
            voice("<u>us", 30, 0.75, **scored, **feeling),
            voice("them", 10, 0.25),
            voice("<u>us", 6, 0.5) | {"topic_id": 0},
            voice("<u>us", 9, 0.5) | {"topic_id": 1},
        ],
        "competitor_posting": [
            posting("us", "all", "all", (1.0, 1.0, 1.0)),
            posting("us", "weekday", "Monday", (1.5, 1.1, 2.0)),
            posting("us", "hour", "09", (0.5, 0.3, 0.8), posts=5),
            posting("us", "form", "link", (1.2, 0.9, 1.6)),
            posting("us", "topic", "2", (3.0, 2.0, 4.0)),
            posting("them", "all", "all", None, posts=5),
        ],
        "topic_changes": [
            change(0, "split", [9]),
            change(2, "merged", [2, 9, 1]),
            change(3, "new", []),
            change(4, "kept", [4]),
            change(9, "vanished", [0]),
            change(1, "new", []),
        ],
    }


@pytest.fixture(scope="module")
def facts(frame):
    """The figures of a page with something in each part."""
    rows = everything()
    tables = [read.table for read in PAGE.reads]
    return gather({t: frame(t, *rows.get(t.view, ())) for t in tables}, AS_OF, SETTINGS)


@pytest.fixture
def page(facts, page_of):
    return page_of("topics", facts)


def test_a_lake_without_topics_trends_and_brands_has_no_page(sources):
    assert gather(sources(posts=[post("p", 0, "a")]), AS_OF, SETTINGS) is None


def test_topics_stand_on_the_map_by_name_with_how_they_feel(facts, page):
    assert [(c.name, c.share) for c in facts.cards] == [(NASTY, 0.6), ("name 2", 0.1)]
    assert "4 posts of these 28 days could be read for topics; 2 of them (50%) belong to no" in page
    assert "Topics: fitted on posts of 1 January 2024 to 31 March 2024." in page
    assert len(re.findall("<circle ", page)) == 2
    assert "negative <strong>50%</strong>" in page
    assert "strongest emotion: anger" in page
    assert facts.cards[1].profile.feelings == {}
    assert "secret" not in page


def test_posts_of_a_topic_are_those_with_a_text_of_the_days_counted_once_each(facts):
    card = facts.cards[0].profile

    # p1 is typical, so it is not among the latest.
    assert [post.text for post in card.typical] == ["Text <b>1</b>"]
    assert [post.text for post in card.recent] == ["Text <b>0</b>"]


def test_nothing_that_people_wrote_is_html(page):
    for written in (NASTY, "<app>", "<b>", "<i>snow", "<u>us"):
        assert written not in page
        assert written.replace("<", "&lt;").replace(">", "&gt;") in page


def test_words_stand_in_the_order_of_relevance_and_the_script_has_what_it_needs(facts, page):
    # .6 log .2 + .4 log 1 = -.97, below .6 log .1 + .4 log 8 = -.55; a word of weight 0 is none.
    assert [word.term for word in facts.cards[0].words] == ["fee 0", "<app> 0"]
    listed = re.findall(r'data-frequent="(.*?)" data-special="(.*?)"><span>(.*?)</span>', page)
    assert listed[:2] == [("-2.3026", "2.0794", "fee 0"), ("-1.6094", "0.0000", "&lt;app&gt; 0")]
    # Hidden until the script shows it: it does nothing without.
    assert '<div class="slider" hidden>' in page
    assert 'value="0.6"' in page


def test_only_the_pages_own_script_may_run(facts, page_of):
    (html,) = render({PAGE: facts}, AS_OF, SETTINGS).values()
    (policy,) = re.findall(r'Content-Security-Policy" content="(.*?)"', html)
    (script,) = re.findall(r"<script>(.*?)</script>", html, re.S)

    told = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert policy.startswith("default-src 'none'; img-src data:; ")
    assert policy.endswith(f"; script-src 'sha256-{told}'")
    assert "script" not in page_of("columns", [])


def test_shares_are_by_day_where_days_have_posts_enough_and_bursts_are_marked(facts, page):
    shares = facts.shares

    assert (shares.unit, len(shares.starts), shares.totals) == ("day", 28, [40] * 28)
    assert [(line.name, set(line.shares), line.bursts) for line in shares.lines] == [
        (NASTY, {0.75}, [24]),
        ("name 2", {0.25}, []),
    ]
    assert "75% ▲" in page


def test_shares_are_by_week_where_days_have_few_posts_and_small_topics_are_added_up(sources):
    days = [
        trend(i, n, (9 - i) // 2, is_burst=(i, n) == (6, 0))
        for n in range(24)
        for i in range(8)
        if n != 7
    ]

    shares = shares_over_time(sources(topic_trends=days), NAMES, AS_OF, SETTINGS)

    # Three whole weeks; topic 1 is hidden, so it counts with the smallest one, which had no burst.
    assert shares.unit == "week"
    assert shares.starts == [ago(20), ago(13), ago(6)]
    assert shares.totals == [7 * 20, 6 * 20, 7 * 20]
    assert [line.topic_id for line in shares.lines] == [0, 2, 3, 4, 5, 6, None]
    assert shares.lines[-1].counts == [35, 30, 35]
    assert shares.lines[-2].bursts == [2]


def test_a_burst_is_told_with_its_days_and_the_posts_behind_it(facts, page):
    assert [(b.name, b.end) for b in facts.bursts] == [("name 2", None), (NASTY, ago(2))]
    assert "fees&lt;/script&gt;”: 120 posts where 30 would be usual." in page
    assert "Began on 26 March 2024, most posts on 27 March 2024, ended on 29 March 2024." in page
    assert "most posts on 27 March 2024, and still goes on." in page
    assert [post.text for post in facts.bursts[1].examples] == ["Text <b>1</b>"]


def test_rising_words_of_the_week_stand_once_each_with_posts(facts):
    assert [(t.term, t.day) for t in facts.terms] == [("<i>snow", ago(2)), ("rain", AS_OF)]
    assert [post.text for post in facts.terms[0].examples] == ["Text <b>2</b>"]


def test_top_posts_stand_by_kind_and_rank_with_why(facts, page):
    most, growing = facts.top_posts.values()

    assert [top.why for top in most] == ["why p3", "why p2"]
    assert [top.why for top in growing] == ["why p1"]
    assert "why p0" not in page


def test_brands_stand_side_by_side_with_intervals_and_topics(facts, page):
    assert [(b.name, b.weeks[0].posts, b.topics) for b in facts.voices.brands] == [
        ("<u>us", 30, [(NASTY, 6)]),
        ("them", 10, []),
    ]
    assert '75%<br><span class="soft">65% to 85%</span>' in page
    assert "75% of 4" in page
    assert "-0.50<br>" in page


def test_what_earns_a_brand_most_is_only_what_differs_by_more_than_chance(facts, page):
    us = facts.posting[0]

    assert [(h.words, h.gain) for h in us.better + us.worse] == [
        ("about “name 2”", 3.0),
        ("on Monday", 1.5),
        ("from 09:00", 0.5),
    ]
    assert "20 posts, 5.0 a week, most often on Monday, from 09:00, with a link, about" in page
    assert "Posts on Monday got 1.5 times as much (1.1 to 2.0; 20 posts)." in page
    assert "No kind of post got more or less than the others by more than chance." in page


def test_what_became_of_topics_in_the_last_refit_is_told_in_words(facts, page):
    assert facts.changes.kept == 1
    assert facts.changes.sentences == [
        "“Topic 3” is new.",
        f"“{NASTY}” was part of “old days” before.",
        "“name 2” holds what was “name 2” and “old days” before.",
        f"“old days” is no topic of its own any more; its posts are now mostly in “{NASTY}”.",
    ]
    assert "1 topic is as before." in page


def test_a_first_fit_has_nothing_to_compare_with(sources):
    first = sources(topic_changes=[change(0, "new", [], earlier=None)])

    assert changes_of_model(first, "2", NAMES).is_first
    assert changes_of_model(first, "1", NAMES) is None


def test_topics_alone_have_the_shares_of_the_fit_and_what_is_missing_says_where_it_comes_from(
    sources,
):
    given = topics()
    given["topic_names"][1] = {"topic_id": 1, "name": "b", "shown_as": 2, "is_hidden": False}

    facts = gather(sources(**given), AS_OF, SETTINGS)
    (html,) = render({PAGE: facts}, AS_OF, SETTINGS, jobs={TOPIC_BURSTS: "find_bursts"}).values()

    # Topic 1 is merged into 2: .3 + .2.
    assert [(c.topic_id, c.share) for c in facts.cards] == [(0, 0.5), (2, 0.5)]
    assert "of the texts that topics were found in" in html
    assert "Bursts come from the job <code>find_bursts</code>." in html
    assert html.count("from the job") == 1
