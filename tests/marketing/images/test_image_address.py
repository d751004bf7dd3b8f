"""The generator that asks an address, against a server on loopback that misbehaves."""

import base64
import io
import json
import threading
import time
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from PIL import Image

from voxlake.marketing.images.generators import openai as generator_module
from voxlake.marketing.images.generators.base import NoAnswerError, RefusedError
from voxlake.marketing.images.generators.openai import OpenAiGenerator
from voxlake.marketing.images.networks import NETWORKS
from voxlake.marketing.images.requests import ImageRequest
from voxlake.marketing.images.settings import OpenAiImages

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
            self.send_response(302)
            self.send_header("Location", "/file.png")
            self.end_headers()
            return
        self.reply(200, PICTURE)

    def reply(self, status, content):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        pass


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setattr(generator_module, "_WAIT_S", 0.01)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.answers = [], []
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def told(**item):
    return lambda handler: handler.reply(200, json.dumps({"created": 1, "data": [item]}).encode())


def status(code):
    return lambda handler: handler.reply(code, b'{"error": {"message": "no"}}')


def slow(handler):
    time.sleep(1.5)


def drips(handler):
    handler.send_response(200)
    handler.end_headers()
    for _ in range(40):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.05)


def address_of(server):
    return f"http://127.0.0.1:{server.server_port}"


def made(server, *answers, **settings):
    server.answers = list(answers)
    own = {"address": f"{address_of(server)}/v1", "timeout_s": 5, **settings}
    return OpenAiGenerator(OpenAiImages(**own), "key").make(REQUEST)


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
    with pytest.raises(NoAnswerError, match="HTTP 302"):
        made(server, told(url=f"{address_of(server)}/away"), attempts=1)


@pytest.mark.parametrize("code", [429, 500, 503])
def test_a_busy_address_is_asked_again(server, code):
    assert made(server, status(code), told(b64_json=PACKED)).image.size == (1536, 1024)
    assert len(server.asked) == 2


def test_an_address_that_never_answers_is_given_up_after_the_tries_that_are_set(server):
    begun = time.monotonic()
    with pytest.raises(NoAnswerError, match=r"does not answer.* \(2 tries\)"):
        made(server, slow, timeout_s=0.3, attempts=2)
    assert len(server.asked) == 2
    with pytest.raises(NoAnswerError, match=r"not answer in time \(1 tries\)"):
        made(server, drips, timeout_s=0.3, attempts=1)
    assert time.monotonic() - begun < 5


def test_an_address_that_is_down_is_given_up(server):
    settings = OpenAiImages(address="http://127.0.0.1:9/v1", attempts=2, key_env=None)

    with pytest.raises(NoAnswerError, match="does not answer"):
        OpenAiGenerator(settings, None).make(REQUEST)


@pytest.mark.parametrize(
    ("code", "error"), [(400, RefusedError), (401, NoAnswerError), (404, NoAnswerError)]
)
def test_what_another_try_would_not_mend_is_tried_once(server, code, error):
    with pytest.raises(error, match=f"HTTP {code}"):
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
