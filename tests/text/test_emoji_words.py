from voxlake.text.emoji import emoji_words, names


def test_emoji_take_unused_places_the_seen_ones_first():
    vocabulary = ["[PAD]", "[unused0]", "[unused1]", "[CLS]", "[unused2]", "a", "♥"]

    found = emoji_words(vocabulary, ["z", "🦀", "😂", "♥"])

    assert list(found) == [1, 2, 4]
    assert [found[1], found[2]] == ["🦀", "😂"]  # "♥" is a word already, "z" is no emoji
    assert found[4] not in {"🦀", "😂", "♥"}


def test_a_name_is_the_one_that_unicode_gives():
    assert names({7: "😂"}) == {7: "face with tears of joy"}
