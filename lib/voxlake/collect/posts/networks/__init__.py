"""Ways to the networks, behind one interface."""

from __future__ import annotations

from collections.abc import Callable

from voxlake.collect.posts.asking import Asker
from voxlake.collect.posts.networks.bluesky import Bluesky
from voxlake.collect.posts.networks.mastodon import Mastodon
from voxlake.collect.posts.networks.reddit import Reddit
from voxlake.collect.posts.networks.rss import Rss
from voxlake.collect.posts.networks.x import X
from voxlake.collect.posts.networks.youtube import YouTube
from voxlake.collect.posts.page import Network
from voxlake.collect.posts.settings import PostsSettings

_NETWORKS: dict[str, Callable[[PostsSettings, str | None, Asker], Network]] = {
    "x": X,
    "mastodon": Mastodon,
    "bluesky": Bluesky,
    "youtube": YouTube,
    "reddit": Reddit,
    "rss": Rss,
}


def network_of(settings: PostsSettings, secret: str | None, asker: Asker) -> Network:
    """The network that settings name; nothing is asked yet.

    Args:
        settings: Which network, and where.
        secret: That of `token_env`.
        asker: Asks it.

    Raises:
        ConfigError: a query is none of the network, or a package is not installed.
    """
    network = _NETWORKS[settings.network](settings, secret, asker)
    for query in settings.queries:
        network.require(query)
    return network
