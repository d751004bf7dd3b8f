"""What is wrong with what is to be collected is told before anything is asked."""

import pytest
from pydantic import ValidationError

from voxlake.collect.posts.settings import PostsSettings
from voxlake.collect.settings import CollectSettings

GOOD = {"network": "mastodon", "address": "https://toot.example", "queries": ["#a"]}


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"address": None}, "needs the address of a server"),
        ({"network": "x"}, "x needs token_env"),
        ({"network": "reddit", "token_env": "T"}, "reddit needs user"),
        ({"network": "bluesky", "user": "a.example"}, "needs user and token_env, or neither"),
        ({"address": "http://toot.example", "token_env": "T"}, "is not https"),
        ({"address": "toot.example"}, "no address of the web"),
        ({"network": "rss", "queries": ["ftp://a.example/feed"]}, "no address of the web"),
        ({"address": "https://me:pw@toot.example"}, "toot.example has a name or password"),
        ({"network": "rss", "queries": ["https://me:pw@a.example/f"]}, "has a name or password"),
        ({"queries": ["#a", "#a"]}, "queries names '#a' twice"),
        ({"queries": []}, "at least 1 item"),
        ({"network": "myspace"}, "Input should be"),
    ],
)
def test_what_cannot_be_asked_is_told(more, why):
    with pytest.raises(ValidationError, match=why):
        PostsSettings(**{**GOOD, **more})


@pytest.mark.parametrize(
    ("given", "server"),
    [
        ({"network": "bluesky"}, "https://public.api.bsky.app"),
        ({"network": "bluesky", "user": "a", "token_env": "T"}, "https://bsky.social"),
        ({"network": "x", "token_env": "T"}, "https://api.x.com"),
        ({**GOOD, "address": "https://toot.example/"}, "https://toot.example"),
    ],
)
def test_a_network_has_an_address_of_its_own(given, server):
    assert PostsSettings(**{"queries": ["a"], **given}).server == server


def test_reddit_gets_tokens_elsewhere_unless_an_address_is_named():
    given = {"network": "reddit", "queries": ["a"], "user": "u", "token_env": "T"}

    assert PostsSettings(**given).sign_in_server == "https://www.reddit.com"
    assert PostsSettings(**given, address="https://r.example").sign_in_server == "https://r.example"


def test_a_name_has_small_letters():
    with pytest.raises(ValidationError, match="should match pattern"):
        CollectSettings(posts={"My Brand": GOOD})
