"""A DynamoDB of tests: moto on loopback, and a proxy before it that asks for patience.

moto takes any secret for right and knows no throughput: what is refused here, the proxy refuses.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import boto3

THROTTLED = {
    "__type": "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
    "message": "The level of configured provisioned throughput for the table was exceeded.",
}


def create_table(endpoint: str, name: str) -> None:
    boto3.client("dynamodb", endpoint_url=endpoint, region_name="us-east-1").create_table(
        TableName=name,
        KeySchema=[
            {"AttributeName": "document", "KeyType": "HASH"},
            {"AttributeName": "generation", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "document", "AttributeType": "S"},
            {"AttributeName": "generation", "AttributeType": "N"},
        ],
        BillingMode="PAY_PER_REQUEST",
    )


class Impatient:
    """How a proxy treats requests: what it refuses, and what it saw."""

    def __init__(self, moto_port: int) -> None:
        self.moto_port = moto_port
        self.refusing = 0
        """How many of the next requests are throttled."""
        self.leaving_out = 0
        """How many of the next batches are half done."""
        self.seen: list[str] = []


@contextmanager
def proxy_before(moto_port: int) -> Iterator[tuple[str, Impatient]]:
    ways = Impatient(moto_port)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            target = self.headers["X-Amz-Target"].rpartition(".")[2]
            ways.seen.append(target)
            status, answer = self._answer(target, body)
            self.send_response(status)
            self.send_header("Content-Type", "application/x-amz-json-1.0")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def _answer(self, target: str, body: bytes) -> tuple[int, bytes]:
            if ways.refusing:
                ways.refusing -= 1
                return 400, json.dumps(THROTTLED).encode()
            if target != "BatchWriteItem" or not ways.leaving_out:
                return self._forward(body)
            ways.leaving_out -= 1
            asked = json.loads(body)
            [(table, requests)] = asked["RequestItems"].items()
            half = len(requests) // 2
            if half:
                asked["RequestItems"] = {table: requests[:half]}
                self._forward(json.dumps(asked).encode())
            return 200, json.dumps({"UnprocessedItems": {table: requests[half:]}}).encode()

        def _forward(self, body: bytes) -> tuple[int, bytes]:
            connection = HTTPConnection("127.0.0.1", ways.moto_port)
            headers = {k: v for k, v in self.headers.items() if k != "Content-Length"}
            connection.request("POST", "/", body, headers)
            response = connection.getresponse()
            return response.status, response.read()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", ways
    finally:
        server.shutdown()
        server.server_close()
