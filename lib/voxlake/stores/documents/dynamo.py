"""Documents in a table of DynamoDB.

A version is an item with the keys `document` (`users#` and the id) and `generation`, the attribute
`body` (a map; without it the document is gone) and, with a time to live, `expires_at`. A
collection's pointer is the item with its name as `document` and the generation 0.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import boto3
from boto3.dynamodb.conditions import Key
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError,
    HTTPClientError,
)

from voxlake.core.errors import ConfigError, PlatformError
from voxlake.stores.documents.items import plain, values_of
from voxlake.stores.documents.settings import DynamoSettings
from voxlake.stores.documents.store import DocumentStore, MovedError, Pointer, Retry, Version

_BATCH = 25  # items that BatchWriteItem takes
_PASSES = {
    "ProvisionedThroughputExceededException",
    "ThrottlingException",
    "Throttling",
    "RequestLimitExceeded",
    "TransactionInProgressException",
    "LimitExceededException",
    "InternalServerError",
    "InternalFailure",
    "ServiceUnavailable",
    "RequestTimeout",
    "500",
    "503",
}
_NO_TABLE = "ResourceNotFoundException"
_MOVED = "ConditionalCheckFailedException"


class DynamoStore(DocumentStore):
    """A table of DynamoDB; each read is strongly consistent."""

    def __init__(self, settings: DynamoSettings, retry: Retry, timeout_s: float) -> None:
        """Open the table, of which nothing is asked yet."""
        self._name = settings.table
        self._retry = retry
        self._service = boto3.resource(
            "dynamodb",
            region_name=settings.region,
            endpoint_url=settings.endpoint_url,
            config=Config(
                retries={"total_max_attempts": 1},  # `Retry` counts all of them
                connect_timeout=timeout_s,
                read_timeout=timeout_s,
            ),
        )
        self._table = self._service.Table(settings.table)

    def put_many(self, collection: str, versions: Sequence[Version]) -> None:
        """Write versions, 25 a request; those that the service leaves out are sent again."""
        self._write([{"PutRequest": {"Item": _item(collection, one)}} for one in versions])

    def delete_many(self, collection: str, keys: Sequence[tuple[str, int]]) -> None:
        """Remove versions, 25 a request."""
        self._write(
            [
                {
                    "DeleteRequest": {
                        "Key": {"document": _document(collection, one), "generation": g}
                    }
                }
                for one, g in keys
            ]
        )

    def pointer(self, collection: str) -> Pointer | None:
        """What is in force."""
        key = {"document": collection, "generation": 0}
        item = self._call(self._table.get_item, Key=key, ConsistentRead=True).get("Item")
        if not item:
            return None
        return Pointer(int(item["current"]), item["mark"], date.fromisoformat(item["as_of"]))

    def switch(self, collection: str, to: Pointer, *, before: int) -> None:
        """Move the pointer in one conditional write."""
        item = {
            "document": collection,
            "generation": 0,
            "current": to.generation,
            "mark": to.mark,
            "as_of": to.as_of.isoformat(),
        }
        stands = "#c = :before" if before else "attribute_not_exists(document)"
        more: dict[str, Any] = (
            {
                "ExpressionAttributeNames": {"#c": "current"},
                "ExpressionAttributeValues": {":before": before},
            }
            if before
            else {}
        )
        try:
            self._call(self._table.put_item, Item=item, ConditionExpression=stands, **more)
        except ClientError as error:
            if _code(error) != _MOVED:
                raise
            if self.pointer(collection) != to:  # ours, where only the answer was lost
                raise MovedError(collection) from error

    def newest(
        self, collection: str, document_ids: Iterable[str], *, upto: int
    ) -> Mapping[str, Version]:
        """One query for each document."""
        found = {one: self._newest_of(collection, one, upto) for one in document_ids}
        return {one: version for one, version in found.items() if version}

    def close(self) -> None:
        """Give connections back."""
        self._service.meta.client.close()

    def _newest_of(self, collection: str, document_id: str, upto: int) -> Version | None:
        document = Key("document").eq(_document(collection, document_id))
        answer = self._call(
            self._table.query,
            KeyConditionExpression=document & Key("generation").lte(upto),
            ScanIndexForward=False,
            Limit=1,
            ConsistentRead=True,
        )
        for item in answer["Items"]:
            body = json.dumps(plain(item["body"])) if "body" in item else None
            expires = int(item["expires_at"]) if "expires_at" in item else None
            return Version(document_id, int(item["generation"]), body, expires)
        return None

    def _write(self, requests: Sequence[dict[str, Any]]) -> None:
        for batch in _batches(requests):
            left, tried = batch, 0
            while left:
                asked = {"RequestItems": {self._name: left}}
                answer = self._call(self._service.batch_write_item, **asked)
                unprocessed = answer.get("UnprocessedItems", {}).get(self._name, [])
                tried = tried + 1 if len(unprocessed) == len(left) else 1
                left = unprocessed
                if left:
                    self._retry.wait(tried, f"{len(left)} unprocessed items")

    def _call(self, call: Any, **arguments: Any) -> Any:  # noqa: ANN401  (as boto3 has them)
        try:
            return self._retry.calling(lambda: call(**arguments), _passes)
        except ClientError as error:
            if _code(error) == _NO_TABLE:
                raise ConfigError(
                    f"DynamoDB has no table {self._name}: create it with the keys document "
                    "(text) and generation (number), as docs/documents.md shows."
                ) from error
            if _code(error) == _MOVED:
                raise
            raise PlatformError(
                f"DynamoDB refuses a request to {self._name} ({_code(error)}): check credentials, "
                "their rights and documents.dynamodb."
            ) from error
        except BotoCoreError as error:
            raise PlatformError(f"DynamoDB cannot be asked: {error}") from error


def _document(collection: str, document_id: str) -> str:
    return f"{collection}#{document_id}"


def _item(collection: str, one: Version) -> dict[str, Any]:
    item: dict[str, Any] = {
        "document": _document(collection, one.document_id),
        "generation": one.generation,
    }
    if one.body is not None:
        item["body"] = values_of(one.body)
    if one.expires_at is not None:
        item["expires_at"] = one.expires_at
    return item


def _batches(requests: Sequence[dict[str, Any]]) -> Iterator[Sequence[dict[str, Any]]]:
    for start in range(0, len(requests), _BATCH):
        yield requests[start : start + _BATCH]


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", "no code"))


def _passes(error: Exception) -> bool:
    if isinstance(error, ClientError):
        return _code(error) in _PASSES
    return isinstance(error, ConnectionError | HTTPClientError)
