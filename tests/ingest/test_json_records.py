"""Reading lines of JSON: the traps that Spark's own reader falls into are told."""

import json
import random
import time

import pytest

from voxlake.ingest.json_records import json_records


def test_values_are_texts_with_the_digits_they_were_written_with():
    line = b'{"id": 12345678901234567890, "price": 1.10, "on": true, "tags": ["a", 1], "no": null}'

    record = json_record(line, ["id", "price", "on", "tags", "no", "absent"])

    assert record.payload == line.decode()
    assert record.values == {
        "id": "12345678901234567890",
        "price": "1.10",
        "on": "true",
        "tags": '["a", "1"]',
        "no": None,
        "absent": None,
    }


def json_record(line: bytes, columns):
    return next(json_records(line, columns), None)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"id": 5}{"id": 6}', "json_second_value"),
        (b'{"id": 5} {"id": 6}', "json_second_value"),
        (b'{"id": 5}]', "json_second_value"),
        (b'{"id": 9, "id": 10}', "json_repeated_key"),
        (b'{"id": 1, "\\ud83d": 9, "\\ud83d": 10}', "json_repeated_key"),
        (b'{"id": 1, "x": NaN}', "number_not_finite"),
        (b'{"id": 1, "x": -Infinity}', "number_not_finite"),
        (b'{"id": 1, "text": "caf\xe9"}', "utf8_invalid"),
        (b'{"id": 1, "text": "\\ud83d"}', "utf8_invalid"),
        (b'{"id": 1, "te', "json_unreadable"),
        (b"[1, 2]", "json_not_object"),
        (b"[" * 100_000, "json_unreadable"),
        (b"17", "json_not_object"),
    ],
)
def test_what_is_no_record_is_told(line: bytes, reason: str):
    record = json_record(line, ["id", "text"])

    assert (record.reason, record.values) == (reason, None)
    assert record.payload.encode()
    assert record.detail is None or record.detail.encode()


def test_keys_that_repeat_by_the_thousand_take_no_time():
    pairs = [f'"k{n // 2}": {n}' for n in range(200_000)]
    begin = time.process_time()

    record = json_record(f"{{{', '.join(pairs)}}}".encode(), ["k0"])

    assert (record.reason, record.detail) == ("json_repeated_key", "k0")
    assert time.process_time() - begin < 2  # minutes when each was counted among the others


@pytest.mark.parametrize("depth", range(100, 3_000, 100))
def test_depth_is_read_or_told(depth: int):
    line = b'{"id": ' + b"[" * depth + b"]" * depth + b"}"

    assert json_record(line, ["id"]).reason in (None, "json_unreadable")


def test_a_byte_order_mark_and_empty_lines_are_passed_over():
    assert json_record(b'\xef\xbb\xbf{"id": 1}\r\n', ["id"]).values == {"id": "1"}
    assert json_record(b" \r\n", ["id"]) is None


@pytest.mark.parametrize("seed", range(20))
def test_a_line_is_a_record_only_if_it_is_one_object(seed: int):
    draw = random.Random(seed)
    whole = json.dumps({"id": seed, "text": 'a}{\u00e9"\\', "more": {"x": [1, {}]}})
    line = whole.encode()
    for _ in range(100):
        cut = draw.randrange(1, len(line))
        assert json_record(line[:cut], ["id"]).reason in ("json_unreadable", "utf8_invalid")
        assert json_record(line + line[:cut], ["id"]).reason is not None
    assert json_record(line, ["id"]).values == {"id": str(seed)}
