from pyspark.sql import functions as F
from pyspark.testing import assertDataFrameEqual

from voxlake.text.wording import encoder_text, text_hash


def test_case_and_white_space_do_not_make_another_text(frame):
    texts = frame(
        "text string",
        {"text": "Good  Day"},
        {"text": "\u00a0good\n day "},
        {"text": "  "},
        {"text": None},
    )

    read = texts.select(encoder_text(F.col("text")).alias("read"))

    expected = frame("read string", *({"read": x} for x in ("good day", "good day", None, None)))
    assertDataFrameEqual(read, expected)


def test_the_hash_is_sha_256_of_what_the_encoder_reads(frame):
    texts = frame("text string", {"text": "ABC"}, {"text": " "})

    hashed = texts.select(text_hash(F.col("text")).alias("hash"))

    # The SHA-256 of "abc" is the example of FIPS 180-2, appendix B.1.
    abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assertDataFrameEqual(hashed, frame("hash string", {"hash": abc}, {"hash": None}))
