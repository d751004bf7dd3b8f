import csv
import io

import pytest

from voxlake.errors import InputError
from voxlake.language.heads import head_of
from voxlake.language.label_settings import LabelSettings
from voxlake.language.label_sheet import read_sheet, sheet_text
from voxlake.language.labels import agreement, conflicts, posts_to_label
from voxlake.language.settings import SENTIMENTS
from voxlake.tables import POST_LABELS

HEADER = "post_id,why,text,label,annotator\n"


def labels(frame, **by_annotator):
    return frame(
        POST_LABELS,
        *[
            {"post_id": str(n), "model": "sentiment", "annotator": who, "label": label}
            for who, given in by_annotator.items()
            for n, label in enumerate(given)
        ],
    )


def test_a_sheet_comes_back_as_it_was_filled():
    text = 'He said "no",\nthen left'
    sheet = sheet_text([{"post_id": "1", "why": "random", "text": text}])
    rows = list(csv.DictReader(io.StringIO(sheet)))
    assert rows[0]["text"] == text

    filled = io.StringIO()
    writer = csv.DictWriter(filled, rows[0].keys())
    writer.writeheader()
    writer.writerow({**rows[0], "label": " Negative "})

    assert read_sheet(filled.getvalue(), "s.csv", SENTIMENTS, "ann") == [("1", "ann", "negative")]


def test_a_text_is_no_formula_for_a_spreadsheet():
    sheet = sheet_text([{"post_id": "1", "why": "random", "text": "=HYPERLINK(A1)"}])

    assert next(csv.DictReader(io.StringIO(sheet)))["text"] == " =HYPERLINK(A1)"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("1,,t,glad,ann\n2,,t,sad,ann\n", r"none of negative.*row 2: glad; row 3: sad"),
        ("1,,t,neutral,\n", r"labels of nobody.*labels\.annotator: row 2"),
        ("1,,t,neutral,ann\n1,,t,positive,ann\n", r"twice: row 3: 1 by ann"),
    ],
)
def test_a_wrong_sheet_is_refused_with_its_rows(rows, said):
    with pytest.raises(InputError, match=said):
        read_sheet(HEADER + rows, "s.csv", SENTIMENTS, None)


def test_a_sheet_without_its_columns_is_refused_and_empty_labels_are_left_out():
    with pytest.raises(InputError, match=r"no columns label, post_id"):
        read_sheet("a,b\n1,2\n", "s.csv", SENTIMENTS, "ann")

    rows = HEADER + "1,,t,,\n2,,t,neutral,bob\n"
    assert read_sheet(rows, "s.csv", SENTIMENTS, "ann") == [("2", "bob", "neutral")]


def test_kappa_is_the_one_worked_by_hand(frame):
    # Cohen's table: both yes 20, both no 15, Ann yes and Bob no 5, Ann no and Bob yes 10.
    ann = ["positive"] * 25 + ["negative"] * 25
    bob = ["positive"] * 20 + ["negative"] * 5 + ["positive"] * 10 + ["negative"] * 15

    found = agreement(labels(frame, ann=ann, bob=bob, cat=["neutral"]))

    # Observed 35 of 50; expected .5 * .6 + .5 * .4 = .5; kappa (.7 - .5) / .5.
    assert found["ann", "bob"] == (50, pytest.approx(0.4))
    assert found["ann", "cat"] == (1, pytest.approx(0.0))


def test_conflicts_say_who_said_what(frame):
    rows = conflicts(labels(frame, ann=["neutral", "positive"], bob=["neutral", "negative"]))

    assert [(r["post_id"], r["said"]) for r in rows.collect()] == [
        ("1", ["ann: positive", "bob: negative"])
    ]


def test_a_third_each_is_uncertain_diverse_and_random_and_no_text_twice(spark, frame):
    head = head_of(
        spark,
        {
            "encoder_version": "toy",
            "labels": list(SENTIMENTS),
            "unsure_below": 0.0,
            "intercepts": [0.0] * 3,
            "coefficients": [[0.0, 0.0]] * 3,
        },
    )
    rows = [
        {
            "post_id": f"{n:03}",
            "text_hash": f"h{n // 2}",  # each text stands in two posts
            "negative": 0.4 + 0.5 * (n // 2) / 60,
            "neutral": 0.3,
            "positive": 0.3 - 0.5 * (n // 2) / 60,
        }
        for n in range(120)
    ]
    corners = [(0.0, 0.0), (9.0, 0.0), (0.0, 9.0)]
    vectors = [
        {"text_hash": f"h{n}", "vector": [corners[n % 3][0] + n / 100, corners[n % 3][1]]}
        for n in range(60)
    ]
    columns = "post_id string, text_hash string, negative double, neutral double, positive double"
    scored = frame(columns, *rows)
    settings = LabelSettings(count=9)

    def chosen():
        found = posts_to_label(
            scored, frame("text_hash string, vector array<double>", *vectors), head, settings
        )
        return {row["post_id"]: row["why"] for row in found.collect()}

    found = chosen()

    assert found == chosen()
    by_why = {why: {p for p, w in found.items() if w == why} for why in set(found.values())}
    assert len(by_why["random"]) == len(by_why["uncertain"]) == 3
    assert 1 <= len(by_why["diverse"]) <= 3  # less those that were chosen already
    assert all(int(post) % 2 == 0 for post in found)  # the first post of each text
    assert max(int(post) for post in by_why["uncertain"]) < 20  # the least lead comes first
