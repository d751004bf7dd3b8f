"""In which encoding a file is written, whatever it says."""

import pytest

from voxlake.marketing.content.encoding import decode, is_binary

AS_UTF8 = "it declares cp1252 and is written in UTF-8"
META = '<meta charset="{}"><p>für 5 €</p>'
RUSSIAN = '<meta charset="koi8-r"><p>if ж</p>'


@pytest.mark.parametrize(
    ("content", "encoding", "is_declared", "fault"),
    [
        (META.format("utf-8").encode(), "utf-8", True, None),
        (META.format("windows-1252").encode("cp1252"), "cp1252", True, None),
        (META.format("ISO-8859-1").encode("cp1252"), "cp1252", True, None),  # as browsers do
        (RUSSIAN.encode("koi8-r"), "koi8-r", True, None),
        ("für".encode(), "utf-8", False, None),
        ("für".encode("cp1252"), "cp1252", False, None),
        ("\ufefffür".encode(), "utf-8", True, None),
        ("\ufefffür".encode("utf-16-le"), "utf-16-le", True, None),
        ("\ufefffür".encode("utf-16-be"), "utf-16-be", True, None),
        (META.format("cp1252").encode(), "utf-8", True, AS_UTF8),
        (META.format("utf-16").encode(), "utf-8", True, None),
        (META.format("martian").encode(), "utf-8", True, "martian is no encoding of the web"),
        (META.format("hex").encode(), "utf-8", True, "hex is no encoding of the web"),
        (META.format("punycode").encode(), "utf-8", True, "punycode is no encoding of the web"),
    ],
)  # fmt: skip
def test_a_text_is_read_by_its_mark_its_word_or_its_bytes(content, encoding, is_declared, fault):
    decoded = decode(content)

    assert (decoded.encoding, decoded.is_declared, decoded.fault) == (encoding, is_declared, fault)
    assert "f" in decoded.text
    assert "\ufffd" not in decoded.text
    assert "\ufeff" not in decoded.text


def test_bytes_that_mean_nothing_are_told_and_replaced():
    decoded = decode(META.format("utf-8").encode("cp1252"))

    assert decoded.fault == "it declares utf-8, and byte 26 is none of utf-8"
    assert decoded.text.endswith("f\ufffdr 5 \ufffd</p>")


def test_a_letter_that_is_cut_in_two_makes_no_other_encoding():
    assert decode("aü".encode()[:-1]).encoding == "utf-8"


def test_a_declaration_behind_the_first_kilobyte_is_none():
    assert not decode(b" " * 1024 + b'<meta charset="utf-8">').is_declared


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", True),
        (b"%PDF-1.7\n", True),
        (b"\x1f\x8b\x08 gz", True),
        ("\ufeffhe".encode("utf-16-le"), False),
        ("für".encode("cp1252"), False),
        (b"", False),
    ],
)
def test_files_that_hold_no_text_are_told(content, expected):
    assert is_binary(content) == expected
