"""Networks on loopback that page, limit, repeat, fail and lie, in one small server."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Asked:
    """A request that came."""

    def __init__(self, path, query, headers, body):
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body


class Reply:
    """An answer: its status, headers and body, and how it is broken."""

    def __init__(self, body=b"", status=200, headers=None, *, seconds=0.0, cut=0, length=None):
        self.body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.status = status
        self.headers = headers or {}
        self.seconds = seconds
        """How long it takes from byte to byte."""
        self.cut = cut
        """After how many bytes the connection is cut; 0: never."""
        self.length = length
        """What it says that its length is, in place of the truth."""


class Network:
    """A server whose answers a test gives: `instead` first, one after the other, then `answer`."""

    def __init__(self):
        self.asked = []
        self.instead = []
        self.answer = lambda asked: Reply(status=404)
        self.address = ""

    @property
    def queries(self):
        return [one.query for one in self.asked]


@contextmanager
def served():
    """A network, listening on loopback while the block runs."""
    network = Network()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(parts.path, query, headers, body)
            network.asked.append(asked)
            reply = network.instead.pop(0) if network.instead else network.answer(asked)
            try:
                self._say(reply)
            except OSError:
                self.close_connection = True  # nobody waits any more

        def do_POST(self):
            self.do_GET()

        def _say(self, reply):
            self.send_response_only(reply.status)  # without a Date: tests have a clock of their own
            for name, value in {"Content-Type": "application/json", **reply.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(reply.length or len(reply.body)))
            self.end_headers()
            if reply.seconds:
                for at in range(len(reply.body)):
                    self.wfile.write(reply.body[at : at + 1])
                    time.sleep(reply.seconds)
                return
            self.wfile.write(reply.body[: reply.cut] if reply.cut else reply.body)
            if reply.cut or reply.length:
                self.close_connection = True

        def log_message(self, *_):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    network.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield network
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
