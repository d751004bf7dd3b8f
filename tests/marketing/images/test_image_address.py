"""The generator that asks an address, against a server on loopback that misbehaves."""

import base64
import io
import json
import threading
import time
from contextlib import suppress
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from PIL import Image

from voxlake.marketing.generating.errors import NoAnswerError, RefusedError, StoppedError
from voxlake.marketing.images.generators import openai as generator_module
from voxlake.marketing.images.generators.openai import OpenAiGenerator
from voxlake.marketing.images.networks import NETWORKS
from voxlake.marketing.images.requests import ImageRequest
from voxlake.marketing.images.settings import ImageAddress

pytest.importorskip("openai")
REQUEST = ImageRequest(
    "i", "d", date(2024, 3, 1), NETWORKS["x"], "Fees are gone", "", "No words in it", 7
)


def picture():
    buffer = io.BytesIO()
    Image.new("RGB", (1536, 1024), "green").save(buffer, "PNG")
    return buffer.getvalue()


PICTURE = picture()


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, json.loads(body), self.headers["Authorization"]))
        self.server.answers[min(len(self.server.asked), len(self.server.answers)) - 1](self)

    def do_GET(self):
        if self.path == "/away":
            self.reply(302, b"", Location="/file.png")
        elif self.path == "/busy":
            self.reply(503, b"", Retry_After="7")
        elif self.path == "/drips":
            drips(self)
        else:
            self.reply(200, PICTURE)

    def reply(self, status, content, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        pass


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.answers, server.waits = [], [], []
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def told(**item):
    return lambda handler: handler.reply(200, json.dumps({"created": 1, "data": [item]}).encode())


def status(code, **headers):
    return lambda handler: handler.reply(code, b'{"error": {"message": "no"}}', **headers)


def slow(handler):
    time.sleep(1.5)


def drips(handler):
    handler.send_response(200)
    handler.end_headers()
    with suppress(OSError):
        for _ in range(200):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)


def address_of(server):
    return f"http://127.0.0.1:{server.server_port}"


def made(server, *answers, **settings):
    server.answers = list(answers)
    server.asked.clear()
    own = {"base_url": f"{address_of(server)}/v1", "timeout_s": 5, **settings}
    return OpenAiGenerator(ImageAddress(**own), "key", sleep=server.waits.append).make(REQUEST)


PACKED = base64.b64encode(PICTURE).decode()


def test_the_address_is_asked_for_one_image_in_the_nearest_size_with_the_key(server):
    image = made(server, told(b64_json=PACKED), answer="b64_json", sends_seed=True).image

    assert (image.size, image.getpixel((5, 5))) == ((1536, 1024), (0, 128, 0))
    ((path, asked, key),) = server.asked
    assert (path, key) == ("/v1/images/generations", "Bearer key")
    assert asked == {
        "model": "gpt-image-1",
        "prompt": "Fees are gone. No words in it",
        "n": 1,
        "size": "1536x1024",
        "response_format": "b64_json",
        "seed": 7,
    }


def test_a_link_to_the_address_itself_is_fetched_and_no_other_without_https(server):
    assert made(server, told(url=f"{address_of(server)}/file.png")).image.size == (1536, 1024)
    for url in ("file:///etc/hostname", "http://10.0.0.1/x.png", "ftp://h/x"):
        with pytest.raises(RefusedError, match="not of https"):
            made(server, told(url=url))


def test_a_link_that_leads_elsewhere_is_not_followed(server):
    with pytest.raises(RefusedError, match="link of the answer answers with status 302"):
        made(server, told(url=f"{address_of(server)}/away"))


@pytest.mark.parametrize("code", [429, 500, 503])
def test_a_busy_address_is_asked_again(server, code):
    assert made(server, status(code), told(b64_json=PACKED)).image.size == (1536, 1024)
    assert len(server.asked) == 2
    assert 0.5 <= server.waits[0] <= 1


def test_a_busy_address_or_link_is_left_alone_for_as_long_as_it_asks(server):
    made(server, status(429, Retry_After="9"), told(b64_json=PACKED))
    assert server.waits == [9]
    made(server, told(url=f"{address_of(server)}/busy"), told(b64_json=PACKED))
    assert server.waits[1:] == [7]
    with pytest.raises(StoppedError, match=r"more than images.openai.longest_wait_s 60; run again"):
        made(server, status(429, Retry_After="3600"))
    assert len(server.waits) == 2


def test_an_address_that_never_answers_is_given_up_after_the_tries_that_are_set(server):
    begun = time.monotonic()
    with pytest.raises(NoAnswerError, match=r"did not answer in time \(asked 2 times\)"):
        made(server, slow, timeout_s=0.3, retries=1)
    assert len(server.asked) == 2
    with pytest.raises(NoAnswerError, match=r"not end its answer in time \(asked 1 times\)"):
        made(server, drips, timeout_s=0.3, retries=0)
    with pytest.raises(NoAnswerError, match="not end its answer in time"):
        made(server, told(url=f"{address_of(server)}/drips"), timeout_s=0.3, retries=0)
    assert time.monotonic() - begun < 8


def test_an_address_that_is_down_is_given_up(server):
    settings = ImageAddress(base_url="http://127.0.0.1:9/v1", retries=1, key_env=None)

    with pytest.raises(NoAnswerError, match=r"cannot be reached \(asked 2 times\)"):
        OpenAiGenerator(settings, None, sleep=lambda _: None).make(REQUEST)


@pytest.mark.parametrize(
    ("code", "error"), [(400, RefusedError), (401, StoppedError), (404, StoppedError)]
)
def test_what_another_try_would_not_mend_is_tried_once(server, code, error):
    with pytest.raises(error, match=f"status {code}"):
        made(server, status(code))
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (lambda handler: handler.reply(200, b"<html>hello</html>"), "not as the API says"),
        (lambda handler: handler.reply(200, b"[]"), "not as the API says"),
        (lambda handler: handler.reply(200, b'{"data": []}'), "not as the API says"),
        (lambda handler: handler.reply(200, b'{"data": ["x"]}'), "not as the API says"),
        (told(revised_prompt="x"), "neither b64_json nor url"),
        (told(b64_json="%%%"), "not in base64"),
        (told(b64_json=base64.b64encode(b"hello").decode()), "no image"),
    ],
)
def test_nonsense_is_refused(server, answer, reason):
    with pytest.raises(RefusedError, match=reason):
        made(server, answer)


def test_an_answer_without_end_is_refused(server, monkeypatch):
    monkeypatch.setattr(generator_module, "_MOST_BYTES", 1000)

    with pytest.raises(RefusedError, match="over 1,000 bytes"):
        made(server, told(b64_json=PACKED))
