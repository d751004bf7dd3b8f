"""Ways to the networks, behind one interface."""

from __future__ import annotations

from collections.abc import Callable

from voxlake.marketing.publishing.publishers.bluesky import BlueskyPublisher
from voxlake.marketing.publishing.publishers.folder import FolderPublisher
from voxlake.marketing.publishing.publishers.mastodon import MastodonPublisher
from voxlake.marketing.publishing.publishers.publisher import (
    NoAnswerError,
    Outgoing,
    Publisher,
    RefusedError,
    Sent,
)
from voxlake.marketing.publishing.publishers.webhook import WebhookPublisher
from voxlake.marketing.publishing.settings import AccountSettings

__all__ = ["NoAnswerError", "Outgoing", "Publisher", "RefusedError", "Sent", "publisher_of"]


def publisher_of(
    account: AccountSettings, secret: Callable[[str], str], timeout_s: float
) -> Publisher:
    """The publisher of an account, signed in.

    Args:
        account: Where and as whom.
        secret: The secret of an environment variable; raises ConfigError where there is none.
        timeout_s: Seconds that an answer may take.

    Raises:
        RefusedError: the network does not let the account in.
        NoAnswerError: it does not answer.
        ConfigError: a secret or a package is not there.
    """
    address = secret(account.address_env) if account.address_env else account.server
    token = secret(account.token_env) if account.token_env else None
    if account.network == "file":
        return FolderPublisher(address)
    if account.network == "webhook":
        return WebhookPublisher(address, token, account.key_hours, timeout_s)
    if account.network == "mastodon":
        return MastodonPublisher(address, token or "", timeout_s)
    return BlueskyPublisher(address, account.handle or "", token or "", timeout_s)
