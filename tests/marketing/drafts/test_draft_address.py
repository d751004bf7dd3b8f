"""The generator of addresses, against a loopback server that is slow, down, or talks nonsense."""

import json
import socket
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from pydantic import ValidationError

from voxlake.core.errors import ConfigError
from voxlake.marketing.drafts.generators.address import AddressGenerator
from voxlake.marketing.drafts.generators.interface import Budget, Request
from voxlake.marketing.drafts.generators.settings import ChatAddress
from voxlake.marketing.drafts.grounds import Grounds
from voxlake.marketing.drafts.settings import Brand, Brief
from voxlake.marketing.generating.errors import NoAnswerError, StoppedError

pytest.importorskip("openai", reason="needs the extra [generate]")

BRIEF = Brief(item="a", topic="fees")


def said(text, usage=(100, 20), reason="stop"):
    body = {"choices": [{"message": {"content": text}, "finish_reason": reason}]}
    if usage is not None:
        body["usage"] = {"prompt_tokens": usage[0], "completion_tokens": usage[1]}
    return 200, {}, json.dumps(body)


class Script:
    """What the server answers, one after the other, and what it was asked."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []
        self.waits = []


@contextmanager
def served(*answers, **changes):
    """A generator whose address gives these answers; its waits are kept, not waited for."""
    script = Script(*answers)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            script.asked.append((self.path, headers, json.loads(body)))
            answer = script.answers.pop(0)
            if callable(answer):
                answer(self)
                return
            status, headers, text = answer
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
    address = f"http://127.0.0.1:{server.server_port}/v1"
    settings = ChatAddress(**{"base_url": address, "model": "m", "timeout_s": 5, **changes})
    generator = AddressGenerator(settings, "secret-key", sleep=script.waits.append)
    try:
        yield generator, script
    finally:
        generator.close()
        server.shutdown()
        server.server_close()


def write(generator, budget=None, brief=BRIEF):
    request = Request(brief, Brand(), Grounds(), "Write of fees.", 7)
    return generator.write(request, budget or Budget())


def test_a_draft_comes_with_what_it_cost_and_the_key_goes_in_the_header_alone():
    prices = {"price_in": 2.0, "price_out": 10.0}
    budget = Budget(1.0)
    with served(said(' "We talk about fees." '), **prices) as (generator, script):
        answer = write(generator, budget)

    assert answer.text == "We talk about fees."
    assert answer.cost == budget.spent == pytest.approx((100 * 2 + 20 * 10) / 1e6)
    ((path, headers, body),) = script.asked
    assert path == "/v1/chat/completions"
    assert headers["authorization"] == "Bearer secret-key"
    assert (body["model"], body["seed"], body["max_tokens"]) == ("m", 7, 800)
    assert body["messages"][1] == {"role": "user", "content": "Write of fees."}
    assert "secret-key" not in json.dumps(body)


def test_models_that_know_other_bounds_are_asked_by_those():
    other = {"limit": "max_completion_tokens", "temperature": None, "most_tokens": 50}
    with served(said("We talk."), **other) as (generator, script):
        write(generator)

    ((_, _, body),) = script.asked
    assert body["max_completion_tokens"] == 50
    assert not {"max_tokens", "temperature"} & body.keys()


def test_a_blog_draft_has_the_title_of_its_first_line():
    with served(said("# On fees\n\nText of it.")) as (generator, _):
        answer = write(generator, brief=Brief(item="a", topic="fees", kind="blog"))

    assert (answer.title, answer.text) == ("On fees", "Text of it.")


def test_a_limit_of_rate_and_errors_of_the_server_are_waited_for_as_it_says():
    busy, broken = (429, {"retry-after": "9"}, "{}"), (503, {}, "down")
    with served(busy, broken, broken, said("We talk."), backoff_s=2) as (generator, script):
        assert write(generator).text == "We talk."

    first, second, third = script.waits
    assert first == 9
    assert 2 <= second <= 4 <= third <= 8
    assert len(script.asked) == 4


def test_the_waits_are_the_same_for_the_same_seed():
    waits = []
    for _ in range(2):
        with served((500, {}, ""), (500, {}, ""), said("We talk.")) as (generator, script):
            write(generator)
        waits.append(script.waits)

    assert waits[0] == waits[1] != []


def test_after_the_last_try_the_draft_is_given_up():
    given_up = pytest.raises(NoAnswerError, match=r"status 502 \(asked 3 times\)")
    with served(*[(502, {}, "bad")] * 3, retries=2) as (generator, script), given_up:
        write(generator)

    assert len(script.asked) == 3


def test_a_wait_that_is_too_long_ends_the_asking():
    stopped = pytest.raises(StoppedError, match=r"asks to wait 3600 s, more than .* 60; run again")
    with served((429, {"retry-after": "3600"}, "{}")) as (generator, script), stopped:
        write(generator)

    assert script.waits == []


@pytest.mark.parametrize(
    ("status", "body", "why"),
    [
        (401, "{}", "refuses the key"),
        (403, "{}", "refuses the key"),
        (404, "no", "no such model or path"),
        (429, '{"error": {"code": "insufficient_quota"}}', "quota of the key is used up"),
    ],
)
def test_what_more_requests_would_not_mend_ends_the_asking_at_once(status, body, why):
    answer = (status, {"content-type": "application/json"}, body)
    stopped = pytest.raises(StoppedError, match=why)
    with served(answer) as (generator, script), stopped as caught:
        write(generator)

    assert len(script.asked) == 1
    assert "secret-key" not in str(caught.value)


def test_a_prompt_that_is_refused_costs_one_draft_and_is_not_asked_again():
    with served((400, {}, "{}"), said("We talk.")) as (generator, script):
        with pytest.raises(NoAnswerError, match="status 400"):
            write(generator)
        assert write(generator).text == "We talk."

    assert len(script.asked) == 2


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ((200, {}, "<html>busy</html>"), "what is no JSON"),
        ((200, {}, "[" * 100_000), "what is no JSON"),
        ((200, {}, ""), "what is no JSON"),
        ((200, {}, "[]"), "not of the interface"),
        ((200, {}, "null"), "not of the interface"),
        ((200, {}, '{"choices": []}'), "not of the interface"),
        ((200, {}, '{"choices": [{"message": null}]}'), "not of the interface"),
        ((200, {}, '{"choices": [{"message": {"content": 5}}]}'), "has no text"),
        (said(None), "has no text"),
        (said("  "), "has no text"),
        (said("We talk ab", reason="length"), "was cut off"),
        (said("We", reason="content_filter"), "was withheld"),
        ((200, {}, "x" * (2**20 + 1)), "over 1,048,576 bytes"),
        (said("word " * 4_000), "far longer than"),
    ],
)
def test_nonsense_is_refused_and_not_asked_for_twice(answer, why):
    with served(answer) as (generator, script), pytest.raises(NoAnswerError, match=why):
        write(generator)

    assert len(script.asked) == 1


def silent(handler):
    """Takes the request and says nothing."""
    time.sleep(0.4)


def dripping(handler):
    """One byte after the other, each in time: only all of them together take too long."""
    handler.send_response(200)
    handler.send_header("content-length", "1000")
    handler.end_headers()
    try:
        for _ in range(10):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)
    except OSError:
        pass


def breaking(handler):
    """Ends in the middle of its answer."""
    handler.send_response(200)
    handler.send_header("content-length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"choices"')
    handler.wfile.flush()
    handler.connection.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize(
    ("way", "why"),
    [(silent, "did not answer in time"), (dripping, "in time"), (breaking, "broke off|reached")],
)
def test_an_address_that_never_ends_its_answer_is_asked_again_and_then_given_up(way, why):
    given_up = pytest.raises(NoAnswerError, match=why)
    with served(way, way, said("late"), retries=1, timeout_s=0.2) as (generator, script), given_up:
        write(generator)

    assert len(script.asked) == 2


def test_an_address_where_nobody_listens_is_given_up():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    waits = []
    settings = ChatAddress(base_url=f"http://127.0.0.1:{port}/v1", model="m", retries=1)
    generator = AddressGenerator(settings, None, sleep=waits.append)

    with pytest.raises(NoAnswerError, match="cannot be reached"):
        write(generator)

    assert len(waits) == 1
    generator.close()


def test_a_request_that_may_cost_more_than_is_left_is_not_made():
    prices = {"price_in": 0.0, "price_out": 1_000.0, "most_tokens": 100}  # at most 0.1 each
    budget = Budget(0.15)
    with served(said("We talk.", usage=(5, 90)), **prices) as (generator, script):
        write(generator, budget)
        with pytest.raises(StoppedError, match=r"may cost 0.1, and 0.09 of drafts.max_cost 0.15"):
            write(generator, budget)

    assert len(script.asked) == 1


def test_an_answer_that_tells_no_cost_or_an_odd_one_counts_as_the_dearest():
    prices = {"price_out": 1_000.0, "most_tokens": 100}
    for usage in (None, (5, -3), (5, "many"), (True, 3)):
        budget = Budget(1.0)
        with served(said("We talk.", usage=usage), **prices) as (generator, _):
            write(generator, budget)

        assert budget.spent == pytest.approx(0.1), usage


def test_an_address_needs_a_name_and_a_model_and_holds_no_password():
    with pytest.raises(ConfigError, match=r"drafts.address.base_url and .model"):
        AddressGenerator(ChatAddress(model="m"), None)
    for address in ("ftp://a", "http://me:pass@a.org/v1"):
        with pytest.raises(ValidationError):
            ChatAddress(base_url=address)
