"""HTML goes out of texts; what only looks like it stays."""

import time

import pytest

from voxlake.text.markup import without_markup

TAG = '<a href="https://m.org/tags/x" class="mention hashtag" rel="tag">#<span>x</span></a>'
MENTION = (
    '<span class="h-card"><a href="https://m.org/@bob" class="u-url mention">@<span>bob</span></a>'
    "</span>"
)
SHORTENED = (
    '<a href="https://x.org/long/path" rel="nofollow"><span class="invisible">https://</span>'
    '<span class="ellipsis">x.org/lo</span><span class="invisible">ng/path</span></a>'
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<p>Hello <b>you</b> &amp; me</p><p>two</p>", "\nHello you & me\ntwo\n"),
        ("one<p>two<br>three<BR/>four", "one\ntwo\nthree\nfour"),
        ("a<!-- not <b>this</b> -->b", "ab"),
        ("before<pre><code>x &lt; <b>1</b>\n</code></pre>after", "before\nafter"),
        ("use <code>ggplot</code>", "use ggplot"),
        ("a<script>if (a < b) { }</script>b<style>p {}</style>c", "abc"),
        ("<img src='x.png' alt='a > b'>seen", "seen"),
        ("<pre>never ended, a word", "\nnever ended, a word"),
        ("&lt;p&gt;Tom &amp;amp; Ann&lt;/p&gt;", "\nTom & Ann\n"),
    ],
)
def test_tags_and_code_go_and_blocks_are_lines(written: str, read: str):
    assert without_markup(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (f"{TAG} by {MENTION}!", "#x by @bob!"),
        ('<a href="https://m.org/tags/y" rel="tag">y</a>', "#y"),
        ('<a href="https://twitter.com/hashtag/z">#z</a>', "#z"),
        (
            'see <a href="https://x.org/a?b=1&amp;c=2">this answer</a>.',
            "see this answer https://x.org/a?b=1&c=2.",
        ),
        (SHORTENED, "https://x.org/long/path"),
        (
            '<a href="https:&#x2F;&#x2F;x.org&#x2F;abcdef">https:&#x2F;&#x2F;x.org&#x2F;abc...</a>',
            "https://x.org/abcdef",
        ),
        ("<a href='/questions/1'>here</a>", "here"),
        ('<a href="//x.org/a">a</a> <a href="x.html">b</a>', "a https://x.org/a b"),
        ('an <a href="https://x.org/never">open end', "an open end"),
    ],
)
def test_a_link_keeps_its_address_or_becomes_the_hashtag_or_mention_that_it_is(
    written: str, read: str
):
    assert without_markup(written) == read


@pytest.mark.parametrize(
    "text",
    [
        "a < b and c > d",
        "<3",
        "I <3 you > me",
        "x <b and c> y",
        "T-shirt <S>",
        "dear <your name>, List<String> and vector<a>",
        "1<2, 3>2 and <a@b.org>",
        "no sign of it",
    ],
)
def test_what_only_looks_like_a_tag_stays(text: str):
    assert without_markup(text) == text


def test_a_tag_that_was_written_as_entities_is_a_word():
    assert without_markup("use the &lt;b&gt; tag, a &lt; b") == "use the <b> tag, a < b"


@pytest.mark.parametrize(
    "part", ["<", "<a ='", "<a href='", "<pre>", "<a href=x>", "<!--", "<p a=b ", "<p = = "]
)
def test_no_text_takes_more_than_its_length_to_read(part: str):
    began = time.process_time()

    without_markup(part * 20_000)

    assert time.process_time() - began < 2  # where each sign looks to the end, minutes
