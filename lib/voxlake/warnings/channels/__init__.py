"""Ways to people, behind one interface."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from voxlake.warnings.channels.channel import Channel
from voxlake.warnings.channels.folder import FolderChannel
from voxlake.warnings.channels.people import PeopleChannel
from voxlake.warnings.channels.webhook import WebhookChannel
from voxlake.warnings.settings import ChannelSettings


def channel_of(
    settings: ChannelSettings,
    secret: Callable[[str], str],
    write: Callable[[str, bytes], None],
    now: Callable[[], datetime],
) -> Channel:
    """What sends by a channel.

    Args:
        settings: Of the channel.
        secret: Looks up a secret by the name of its environment variable.
        write: Writes a file at a place.
        now: The time.

    Raises:
        ConfigError: a secret or a package is missing, or an address is none.
    """
    if settings.kind == "folder":
        return FolderChannel(settings.folder or "", write)
    address = secret(settings.address_env) if settings.address_env else settings.address or ""
    if settings.kind == "apprise":
        return PeopleChannel(address, settings.timeout_s)
    signed_by = secret(settings.secret_env) if settings.secret_env else None
    return WebhookChannel(settings, address, signed_by, now)
