"""A small paper on loopback that has everything a crawler meets: articles, and every trap."""

import gzip
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ROBOTS = """
User-agent: *
Disallow: /private/
Crawl-delay: 0.04
Sitemap: {root}/sitemap.xml
"""
LINKS = (
    *("/news/one?utm_source=mail#top", "/news/two", "/news/three", "/news/one-copy", "/leads/away"),
    *(
        "/private/secret",
        "/files/report.pdf",
        "http://elsewhere.invalid/",
        "mailto:a@paper.invalid",
    ),
    *("/moved", "/moved/off", "/moved/inward", "/moved/round", "/hop/0", "/members"),
    *(
        "/latin",
        "/wrongly-latin",
        "/photo",
        "/untyped",
        "/big",
        "/big-stream",
        "/bomb",
        "/not-gzip",
    ),
    *(
        "/calendar?month=1",
        "/archive/1",
        "/a/b/a/b/a/b/a/b",
        "/noindex",
        "/noindex-header",
    ),
    *("/nofollow", "/missing", "/forbidden", "/broken", "/busy", "/short", "/half"),
)


def paragraphs(subject: str) -> str:
    return "".join(
        f"<p>In part {n} our reporter writes of {subject}, what people in the town say of it, "
        f"and what the council decided about {subject} after a long evening.</p>"
        for n in range(1, 4)
    )


def page(subject: str, *, head: str = "", links: str = "", heading: str | None = None) -> str:
    title = heading or subject.capitalize()
    return (
        f'<!doctype html><html lang="en-GB"><head><title>{title}</title>{head}</head><body>'
        f"<nav>{links}</nav><article><h1>{title}</h1>{paragraphs(subject)}</article></body></html>"
    )


def link(address: str, rel: str = "") -> str:
    return f'<a href="{address}"{f" rel={rel}" if rel else ""}>more</a> '


@dataclass
class Answer:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    kind: str | None = "text/html; charset=utf-8"


class Paper:
    """The site; `asked` is each request in order: its path, headers and time."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str], float]] = []
        self.changed: dict[str, Answer] = {}
        paper = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                paper.asked.append((self.path, dict(self.headers), time.monotonic()))
                try:
                    paper.serve(self)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self.root = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def paths(self) -> list[str]:
        return [path for path, _, _ in self.asked]

    def serve(self, handler) -> None:
        path = handler.path
        if path == "/drip":
            drip(handler)
        elif path in ("/big-stream", "/half"):
            stream(handler, whole=path == "/big-stream")
        else:
            send(handler, self.changed.get(path) or self.answer(path))

    def answer(self, path: str) -> Answer:
        fixed = self.fixed().get(path)
        if fixed is not None:
            return fixed
        if path.startswith("/hop/"):
            return Answer(status=302, headers={"Location": f"/hop/{int(path[5:]) + 1}"})
        if path.startswith("/calendar?month="):
            following = link(f"/calendar?month={int(path[16:]) + 1}")
            return html(page("the calendar of fairs", links=following))
        if path.startswith(("/archive/", "/serial/")):
            kind, number = path[1:].split("/")
            links = link(f"/{kind}/{int(number) + 1}")
            return html(page(f"{kind} {number} of the town", links=links))
        return Answer(b"<html><body>none</body></html>", 404)

    def fixed(self) -> dict[str, Answer]:
        umlauts = page("Bäckerei Müller & Söhne", heading="Größe")
        redirects = {
            "/moved": "/news/three",
            "/moved/off": "http://elsewhere.invalid/x",
            "/moved/inward": "http://169.254.169.254/latest/meta-data",
            "/moved/round": "/moved/round",
            "/members": "/login",
        }
        dated = '<meta property="article:published_time" content="2024-03-05T10:00:00+00:00">'
        author = '<meta name="author" content="Ada Example">'
        return {
            "/robots.txt": Answer(ROBOTS.format(root=self.root).encode(), kind="text/plain"),
            "/sitemap.xml": xml(
                f"<sitemapindex><sitemap><loc>{self.root}/sitemap-1.xml.gz</loc>"
                "</sitemap></sitemapindex>"
            ),
            "/sitemap-1.xml.gz": Answer(
                gzip.compress(
                    f"<urlset><url><loc>{self.root}/news/of-sitemap</loc></url>"
                    "<url><loc>http://elsewhere.invalid/y</loc></url></urlset>".encode()
                ),
                kind="application/gzip",
            ),
            "/": html(
                page(
                    "the town",
                    links="".join(link(one) for one in LINKS) + link("/not-for-robots", "nofollow"),
                ),
                {"Set-Cookie": "visit=1"},
            ),
            "/news/one": html(page("a new bridge", head=dated + author), {"ETag": '"one-1"'}),
            "/news/two": html(
                page("the harvest"), {"Last-Modified": "Tue, 05 Mar 2024 10:00:00 GMT"}
            ),
            "/news/three": html(page("the school")),
            "/news/of-sitemap": html(page("the mill")),
            "/news/one-copy": html(
                page("a bridge, as printed", head='<link rel="canonical" href="/news/one">')
            ),
            "/leads/away": html(
                page("a wire story", head='<link rel="canonical" href="http://wire.invalid/s">')
            ),
            **{
                path: Answer(status=302, headers={"Location": to}) for path, to in redirects.items()
            },
            "/login": html('<html><body><form><input type="password"></form></body></html>'),
            "/latin": Answer(umlauts.encode("cp1252")),
            "/wrongly-latin": Answer(
                umlauts.replace("Söhne", "Töchter").encode(), kind="text/html; charset=iso-8859-1"
            ),
            "/photo": Answer(b"\xff\xd8" + b"0" * 1000, kind="image/jpeg"),
            "/untyped": Answer(page("the fair").encode(), kind=None),
            "/big": Answer(page("x").encode() + b" " * 10_000_000),
            "/bomb": Answer(
                gzip.compress(b"<html>" + b" " * 30_000_000), headers={"Content-Encoding": "gzip"}
            ),
            "/not-gzip": Answer(b"no gzip at all", headers={"Content-Encoding": "gzip"}),
            "/noindex": html(
                page(
                    "a draft",
                    head='<meta name="robots" content="noindex">',
                    links=link("/of-noindex"),
                )
            ),
            "/noindex-header": html(page("a list"), {"X-Robots-Tag": "voxlake: noindex"}),
            "/nofollow": html(
                page(
                    "the mayor",
                    head='<meta name="ROBOTS" content="NoFollow">',
                    links=link("/of-nofollow"),
                )
            ),
            "/of-noindex": html(page("the river")),
            "/forbidden": Answer(status=403),
            **{f"/limited/{n}": Answer(status=429) for n in range(5)},
            **{
                f"/later/{n}": Answer(status=503, headers={"Retry-After": "3600"}) for n in range(5)
            },
            "/broken": Answer(status=500),
            "/busy": Answer(status=503),
            "/short": html("<html><body><p>Too short.</p></body></html>"),
        }


def html(text: str, headers: dict[str, str] | None = None) -> Answer:
    return Answer(text.encode(), headers=headers or {})


def xml(text: str) -> Answer:
    return Answer(text.encode(), kind="application/xml")


def send(handler, answer: Answer) -> None:
    for name, asks in (("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since")):
        if name in answer.headers and handler.headers.get(asks) == answer.headers[name]:
            answer = Answer(status=304, headers=answer.headers, kind=None)
    handler.send_response(answer.status)
    if answer.kind:
        handler.send_header("Content-Type", answer.kind)
    for name, value in answer.headers.items():
        handler.send_header(name, value)
    if answer.status != 304:
        handler.send_header("Content-Length", str(len(answer.body)))
    handler.end_headers()
    handler.wfile.write(answer.body)


def drip(handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b"<")
        handler.wfile.flush()
        time.sleep(0.1)


def stream(handler, *, whole: bool) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    block = page("the sea").encode() + b" " * 64_000
    for _ in range(160 if whole else 1):
        handler.wfile.write(f"{len(block):x}\r\n".encode() + block + b"\r\n")
    handler.close_connection = True
    if whole:
        handler.wfile.write(b"0\r\n\r\n")
