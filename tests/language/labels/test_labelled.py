import gzip

import pytest
from pyspark.testing import assertDataFrameEqual

from voxlake.core.errors import InputError
from voxlake.language.labels.labelled import fingerprint, labelled_posts, read_labelled
from voxlake.language.settings import LabelledTexts
from voxlake.tables import POST_LABELS, POSTS

TSV = 'label\ttext\nneg\t"Late again.\npos\tLovely\tcoffee\nneu\t\npos\tlovely "coffee"\n'
MEANINGS = {"neg": "negative", "neu": "neutral", "pos": "positive"}


@pytest.fixture
def tsv(tmp_path):
    path = tmp_path / "tweets.tsv.gz"
    path.write_bytes(gzip.compress(TSV.replace("Lovely\t", "Lovely ").encode()))
    return str(path)


def test_labels_are_mapped_and_quotes_are_text_in_tab_separated_files(spark, frame, tsv):
    source = LabelledTexts(path=tsv, format="tsv", labels=MEANINGS)

    labelled = read_labelled(spark, source)

    assertDataFrameEqual(
        labelled.select("text", "label"),
        frame(
            "text string, label string",
            {"text": '"late again.', "label": "negative"},
            {"text": "lovely coffee", "label": "positive"},
            {"text": 'lovely "coffee"', "label": "positive"},
        ),
    )


def test_a_file_without_names_of_columns_has_numbered_ones(spark, frame, tmp_path):
    (tmp_path / "comments.tsv").write_text("Late again\t1,2\nLovely\t3\n")
    source = LabelledTexts(
        path=str(tmp_path / "comments.tsv"),
        format="tsv",
        header=False,
        text_column="_c0",
        label_column="_c1",
    )

    labelled = read_labelled(spark, source).select("text", "label")

    late, lovely = {"text": "late again", "label": "1,2"}, {"text": "lovely", "label": "3"}
    assertDataFrameEqual(labelled, frame("text string, label string", late, lovely))


def test_a_column_that_is_not_there_is_named_beside_those_that_are(spark, tsv):
    source = LabelledTexts(path=tsv, format="tsv", text_column="body", labels=MEANINGS)

    with pytest.raises(InputError, match=r'no columns "body"; it has "label", "text"\. Set text_c'):
        read_labelled(spark, source)


def test_a_label_of_unknown_meaning_is_named(spark, tsv):
    known = {"neg": "negative", "neu": "neutral"}
    source = LabelledTexts(path=tsv, format="tsv", labels=known)

    with pytest.raises(InputError, match=r"unknown meaning in label: pos\."):
        read_labelled(spark, source)


def test_a_table_that_is_not_there_is_named(spark, tmp_path):
    source = LabelledTexts(path=str(tmp_path / "nothing"), format="parquet")

    with pytest.raises(InputError, match=r"nothing cannot be read as parquet"):
        read_labelled(spark, source)


def test_an_older_version_of_a_delta_table_can_be_read(spark, frame, tmp_path):
    path = str(tmp_path / "labelled")
    for text in ("first", "second"):
        row = {"text": text, "label": "neutral"}
        frame("text string, label string", row).write.format("delta").mode("append").save(path)

    latest = read_labelled(spark, LabelledTexts(path=path, format="delta"))
    older = read_labelled(spark, LabelledTexts(path=path, format="delta", version=0))

    assert latest.count() == 2
    assert [row["text"] for row in older.collect()] == ["first"]


def test_a_fingerprint_ignores_order_and_sees_a_changed_label(frame):
    ddl = "text_hash string, label string"
    a, b = {"text_hash": "a", "label": "neutral"}, {"text_hash": "b", "label": "positive"}

    number = fingerprint(frame(ddl, a, b))

    assert number == fingerprint(frame(ddl, b, a))
    assert number != fingerprint(frame(ddl, a, {**b, "label": "negative"}))


def test_groups_and_times_are_kept_and_labels_mean_themselves_where_nothing_is_said(
    spark, tmp_path
):
    path = tmp_path / "texts.csv"
    path.write_text(
        "text,label,author,at\nHello,late_fee,ann,2024-01-02\nBye,fraud,bob,2024-01-03\n"
    )
    source = LabelledTexts(path=str(path), format="csv", group_column="author", time_column="at")

    rows = read_labelled(spark, source).orderBy("time").collect()

    assert [(r["label"], r["group"], r["time"]) for r in rows] == [
        ("late_fee", "ann", "2024-01-02"),
        ("fraud", "bob", "2024-01-03"),
    ]


def test_copies_that_differ_in_links_and_handles_are_one_group(spark, tmp_path):
    path = tmp_path / "texts.csv"
    texts = ("Hi @ann, closed: again! https://a.b/1", "hi @bob closed again http", "Hi, closed")
    path.write_text("label,text\n" + "".join(f'x,"{t}"\n' for t in (*texts, "😀", "@ann", "😭")))

    rows = read_labelled(spark, LabelledTexts(path=str(path), format="csv")).collect()
    groups = {row["text"]: row["group"] for row in rows}

    assert groups["hi @ann, closed: again! https://a.b/1"] == groups["hi @bob closed again http"]
    assert len(set(groups.values())) == 5


def test_labels_of_posts_are_joined_to_their_texts(frame):
    texts = {"1": "Late AGAIN @you", "2": "late again @me http://x.y", "3": None, "4": "unasked"}
    posts = frame(POSTS, *[{"post_id": post, "text": text} for post, text in texts.items()])
    told = [("1", "ann", "yes"), ("2", "ann", "no"), ("2", "bob", "yes"), ("3", "ann", "yes")]
    told += [("1", "bob", "yes"), ("2", "cat", "no"), ("gone", "ann", "yes")]
    labels = [
        {"post_id": post, "annotator": who, "label": label, "model": "complaint", "why": "random"}
        for post, who, label in told
    ]
    other = {"post_id": "4", "annotator": "ann", "label": "joy", "model": "emotion"}

    found = labelled_posts(frame(POST_LABELS, *labels, other), posts, ["complaint"]).collect()

    rows = {row["written"]: row for row in found}
    assert set(rows) == {texts["1"], texts["2"]}
    one, two = rows[texts["1"]], rows[texts["2"]]
    assert (one["text"], one["label"], one["model"]) == ("late again @you", "yes", "complaint")
    assert (two["label"], two["why"], two["time"]) == ("no", "random", None)
    assert one["group"] == two["group"] and one["text_hash"] != two["text_hash"]
