"""Receivers on loopback: an HTTP server that remembers what it is sent, and a mail server."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.controller import Controller


class Receiver:
    """What came, as (headers, body), and the statuses of the next answers (0: none comes)."""

    def __init__(self):
        self.came = []
        self.statuses = []
        self.address = ""

    @property
    def keys(self):
        """Idempotency keys in the order in which they came."""
        return [headers["Idempotency-Key"] for headers, _ in self.came]


@contextmanager
def web():
    """A receiver that answers 200, or what `statuses` say."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.came.append((dict(self.headers.items()), body))
            status = receiver.statuses.pop(0) if receiver.statuses else 200
            if not status:
                self.close_connection = True
                return
            self.send_response(status)
            if status == 429:
                self.send_header("Retry-After", "1")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    receiver.address = f"http://127.0.0.1:{server.server_port}/hook"
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _OnAnyPort(Controller):
    """Asks the port that the system gave for whether it is up."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mailbox():
    """A mail server; gives its port and the list of mails that came, as bytes."""
    mails = []

    class Handler:
        async def handle_DATA(self, server, session, envelope):  # noqa: N802  (as aiosmtpd calls it)
            mails.append(envelope.content)
            return "250 OK"

    controller = _OnAnyPort(Handler(), hostname="127.0.0.1", port=0)
    controller.start()
    try:
        yield controller.port, mails
    finally:
        controller.stop()
