"""Opens the store that the settings name, in whichever process asks."""

from __future__ import annotations

from voxlake.core.errors import ConfigError
from voxlake.stores.documents.dynamo import DynamoStore
from voxlake.stores.documents.redis import RedisStore
from voxlake.stores.documents.settings import DocumentSettings
from voxlake.stores.documents.store import DocumentStore, Retry


def open_store(settings: DocumentSettings, password: str | None) -> DocumentStore:
    """The store of `documents.store`.

    Args:
        settings: The section `documents`.
        password: Of Redis, as `documents.redis.password_env` names it; None for none.

    Raises:
        ConfigError: no store is named, or its client is not installed.
    """
    retry = Retry(settings.tries)
    if settings.store == "redis":
        return RedisStore(settings.redis, password, retry, settings.timeout_s)
    if settings.store == "dynamodb":
        return DynamoStore(settings.dynamodb, retry, settings.timeout_s)
    raise ConfigError("Set documents.store to dynamodb or redis, and its own keys beside it.")
