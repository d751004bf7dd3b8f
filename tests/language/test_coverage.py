"""Posts that models do not read are counted, and told with why."""

from datetime import date

from voxlake.language.coverage import Coverage, coverage_of
from voxlake.tables import POST_LANGUAGE, POSTS

DAY = date(2024, 3, 31)


def test_each_post_is_read_or_left_out_for_one_reason(frame):
    posts, languages = [], []

    def add(language=None, is_read=True, *, usable=True, text="x", seen=True):
        key = {"post_id": str(len(posts)), "post_date": DAY}
        posts.append({**key, "is_usable": usable, "text_hash": text})
        if seen:
            languages.append({**key, "language": language, "is_read": is_read})

    add("en")
    add()  # too few words to tell
    add("fr", is_read=False)
    add("fr", is_read=False)
    add("de", is_read=False)
    add(usable=False, seen=False)
    add("fr", is_read=False, usable=False)
    add(text=None, seen=False)
    add(seen=False)

    found = coverage_of(frame(POSTS, *posts), frame(POST_LANGUAGE, *languages))

    assert found == Coverage(9, 2, {"fr": 2, "de": 1}, unusable=2, without_text=1, unscored=1)
    assert found.share == "2 of 9 posts"
    assert found.left_out == (
        "2 in French, 1 in German, 2 set aside, 1 without text, 1 not scored yet"
    )


def test_languages_beyond_the_first_five_are_added_up():
    foreign = {code: 10 - n for n, code in enumerate(("fr", "de", "xx", "es", "ja", "ko", "it"))}

    found = Coverage(posts=100, read=51, foreign=foreign)

    assert found.left_out == (
        "10 in French, 9 in German, 8 in xx, 7 in Spanish, 6 in Japanese, 9 in other languages"
    )
    assert not found.is_whole
    assert Coverage(posts=2, read=2).left_out == ""
