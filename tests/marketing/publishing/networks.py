"""Networks on loopback: HTTP servers that do what the real ones say they do."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

DID = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"
CID = "bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a"


class Network:
    """What a server was asked, what it holds, and how it answers instead, in order."""

    def __init__(self) -> None:
        self.asked = []
        self.held = {}
        self.instead = []
        """(status, body, headers, seconds) of the next answers; None: as it is."""
        self.loses_answers = False
        """Whether it takes posts and then says nothing of them."""

    def answer(self, path, headers, body):
        """Status and answer of a request."""
        raise NotImplementedError


class Mastodon(Network):
    """Holds statuses by their Idempotency-Key."""

    def answer(self, path, headers, body):
        if path.endswith("/instance/"):
            return 200, {"version": "4.3.0", "api_versions": {"mastodon": 2}}
        if path == "/api/v2/media":
            return 200, {"id": "77", "type": "image", "url": "http://x/77.png"}
        number = str(len(self.held) + 100)
        key = headers.get("Idempotency-Key", number)
        told = parse_qs(body.decode())
        status = {"id": number, "url": f"http://x/@a/{number}", "content": told["status"]}
        return 200, self.held.setdefault(key, status)


class Bluesky(Network):
    """Holds records by their key."""

    def answer(self, path, headers, body):
        if path.endswith("createSession"):
            token = "e30." + "eyJleHAiOjQxMDI0NDQ4MDAsInN1YiI6ImEifQ" + ".e30"
            session = {"did": DID, "handle": "shop.test", "accessJwt": token, "refreshJwt": token}
            return 200, session
        if path.endswith("uploadBlob"):
            ref = {"$link": "bafkreibme22gw2h7y2h7tg2fhqotaqjucnbc24deqo72b6mkl2egezxhvy"}
            return 200, {"blob": {"$type": "blob", "ref": ref, "mimeType": "image/png", "size": 3}}
        told = json.loads(body)
        self.held[told["rkey"]] = told["record"]
        return 200, {"uri": f"at://{DID}/app.bsky.feed.post/{told['rkey']}", "cid": CID}


class Webhook(Network):
    """Holds what it was sent by Idempotency-Key."""

    def answer(self, path, headers, body):
        key = headers["Idempotency-Key"]
        self.held[key] = json.loads(body)
        return 200, {"id": f"w{key[:4]}", "url": "http://x/w"}


@contextmanager
def served(network: Network) -> Iterator[str]:
    """The address of a network while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.do_POST()

        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            network.asked.append((self.path, dict(self.headers), body))
            instead = network.instead.pop(0) if network.instead else None
            if instead is None:
                status, said = network.answer(self.path, self.headers, body)
                if network.loses_answers:
                    self.close_connection = True
                    return
                self._say(status, json.dumps(said).encode(), {})
                return
            status, said, headers, seconds = instead
            time.sleep(seconds)
            self._say(status, said.encode(), headers)

        def _say(self, status, said, headers):
            try:
                self.send_response(status)
                for name, value in {"Content-Type": "application/json", **headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)
            except OSError:
                return  # nobody waits any more

        def log_message(self, *_):
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
