"""Places in JSON whose lists are gone through, and texts that come in parts."""

from pyspark.sql import functions as F

from voxlake.ingest.json_places import text_at, text_of_parts


def test_the_first_element_of_a_list_that_fits_is_taken(frame):
    tweet = (
        '{"r": [{"type": "quoted", "id": "15"}, {"type": "replied_to", "id": 16},'
        ' {"type": "replied_to", "id": 17}], "d": [{"at": 1}, {"post": "caf\u00e9 \\"x\\""}],'
        ' "a": [{"data": [{"m": {"u": 1}}, {"e": {"url": "U"}}]}]}'
    )
    lists = (
        '[{"type": "quoted", "id": "9"}]',
        '{"r": {"type": "quoted"}}',
        '{"r": null}',
        "no",
        None,
    )
    texts = frame(
        "n int, text string", *({"n": n, "text": t} for n, t in enumerate((tweet, *lists)))
    )
    paths = {
        "replied": "$.r[?(@.type=='replied_to')].id",
        "post": "$.d[?(@.post)].post",
        "url": "$.a[0].data[?(@.e.url)].e.url",
        "element": "$.r[?(@.type=='quoted')]",
        "top": "$[?(@.type=='quoted')].id",
        "plain": "$.r[0].id",
    }

    found = texts.orderBy("n").select(
        *(text_at(F.col("text"), p).alias(n) for n, p in paths.items())
    )

    whole, listed, *others = map(tuple, found.collect())
    element = '{"type":"quoted","id":"15"}'
    assert whole == ("16", 'caf\u00e9 "x"', "U", element, None, "15")
    assert listed == (None, None, None, None, "9", None)
    assert others == [(None,) * 6] * 4


def test_a_text_in_parts_is_put_together_and_another_stays(frame):
    texts = {
        '["see ", {"type": "link", "text": "https://e.org"}, " & ", {"text": "\\"q\\""}]': (
            'see https://e.org & "q"'
        ),
        '{"text": "@ann", "mention": {"id": "1"}},{"text": " thanks"}': "@ann thanks",
        '{"text": "one"}': "one",
        '[{"type": "custom_emoji"}, "a"]': "a",
        "[]": None,
        "": None,
        "plain": "plain",
        "[sic] plain": "[sic] plain",
        "[1] and [2]": "[1] and [2]",
        '{"other": "text"}': '{"other": "text"}',
        "{curly}": "{curly}",
    }
    given = frame("n int, text string", *({"n": n, "text": t} for n, t in enumerate(texts)))

    found = given.orderBy("n").select(text_of_parts(F.col("text"), "text"))

    assert [row[0] for row in found.collect()] == list(texts.values())
