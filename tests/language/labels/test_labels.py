import csv
import io

import pytest
from pyspark.sql import functions as F

from voxlake.core.errors import InputError
from voxlake.language.labels.label_sets import LabelSet
from voxlake.language.labels.labels import agreement, conflicts, leads, most_told, posts_to_label
from voxlake.language.labels.settings import LabelSettings
from voxlake.language.labels.sheet import Told, label_rows, read_sheet, sheet_text
from voxlake.language.settings import LanguageSettings
from voxlake.tables import POST_LABELS

HEADER = "post_id,why,text,label,annotator\n"
MOODS = LanguageSettings().label_set("sentiment")
FAULTS = LabelSet(labels=("late", "rude", "lost"), several=True)


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

    assert read_sheet(filled.getvalue(), "s.csv", MOODS, "ann") == [
        Told("1", "ann", ("negative",), "random")
    ]


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
        read_sheet(HEADER + rows, "s.csv", MOODS, None)


def test_a_sheet_without_its_columns_is_refused_and_empty_labels_are_left_out():
    with pytest.raises(InputError, match='no columns "post_id", "label"'):
        read_sheet("a,b\n1,2\n", "s.csv", MOODS, "ann")

    rows = HEADER + "1,,t,,\n2,,t,neutral,bob\n"
    assert read_sheet(rows, "s.csv", MOODS, "ann") == [Told("2", "bob", ("neutral",), None)]


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
    rows = [
        {
            "post_id": f"{n:03}",
            "text_hash": f"h{n // 2}",  # each text stands in two posts
            "chances": [0.3, 0.4 + 0.5 * (n // 2) / 60, 0.3 - 0.5 * (n // 2) / 60],
        }
        for n in range(120)
    ]
    corners = [(0.0, 0.0), (9.0, 0.0), (0.0, 9.0)]
    vectors = [
        {"text_hash": f"h{n}", "vector": [corners[n % 3][0] + n / 100, corners[n % 3][1]]}
        for n in range(60)
    ]
    scored = leads([frame("post_id string, text_hash string, chances array<double>", *rows)])
    settings = LabelSettings(count=9)

    texts = frame("text_hash string, vector array<double>", *vectors)

    def chosen(posts=scored, **how):
        found = posts_to_label(posts, texts, settings, **how)
        return {row["post_id"]: row["why"] for row in found.collect()}

    found = chosen()

    assert found == chosen()
    by_why = {why: {p for p, w in found.items() if w == why} for why in set(found.values())}
    assert len(by_why["random"]) == len(by_why["uncertain"]) == 3
    assert 1 <= len(by_why["diverse"]) <= 3  # less those that were chosen already
    assert all(int(post) % 2 == 0 for post in found)  # the first post of each text
    assert max(int(post) for post in by_why["uncertain"]) < 20  # the least lead comes first

    first = chosen(scored.withColumn("lead", F.lit(None).cast("double")), has_model=False)

    assert {why: list(first.values()).count(why) for why in first.values()} == {
        "random": 5,
        "diverse": len(first) - 5,
    }
    assert 3 <= len(first) - 5 <= 4  # less those that were chosen already


def test_a_post_is_as_uncertain_as_the_least_sure_of_its_models(frame):
    columns = "post_id string, text_hash string, chances array<double>"
    late = frame(columns, {"post_id": "1", "text_hash": "h", "chances": [0.25, 0.75]})
    rude = frame(columns, {"post_id": "1", "text_hash": "h", "chances": [0.625, 0.375]})

    (row,) = leads([late, rude]).collect()

    assert row.asDict() == {"post_id": "1", "text_hash": "h", "lead": 0.25}


def test_several_labels_stand_in_one_cell_and_become_a_row_each():
    rows = HEADER + '1,random,t,"Late, lost",ann\n2,,t,rude;,ann\n3,,t,None,ann\n4,,t,,ann\n'

    told = read_sheet(rows, "s.csv", FAULTS, None)

    assert [(one.post_id, one.labels) for one in told] == [
        ("1", ("late", "lost")),
        ("2", ("rude",)),
        ("3", ()),
    ]
    found = label_rows(told, "fault", FAULTS)
    assert found[:3] == [
        ("1", "fault_late", "ann", "yes", "random"),
        ("1", "fault_rude", "ann", "no", "random"),
        ("1", "fault_lost", "ann", "yes", "random"),
    ]
    assert [row[3] for row in found[3:]] == ["no", "yes", "no", "no", "no", "no"]
    with pytest.raises(InputError, match=r"none of late, rude, lost: row 2: late, wet"):
        read_sheet(HEADER + '1,,t,"late, wet",ann\n', "s.csv", FAULTS, None)


def test_a_label_of_ones_own_is_known_whatever_its_capitals_and_may_be_one_alone():
    reasons = LabelSet(labels=("Late Flight", "Can't Tell"))

    (told,) = read_sheet(HEADER + "1,,t,late flight,ann\n", "s.csv", reasons, None)

    assert label_rows([told], "reason", reasons) == [("1", "reason", "ann", "Late Flight", None)]
    with pytest.raises(InputError, match="row 2: Late Flight, Can't Tell"):
        read_sheet(HEADER + '1,,t,"Late Flight, Can\'t Tell",ann\n', "s.csv", reasons, None)


def test_the_label_of_most_people_counts_and_none_where_they_are_even(frame):
    one = ["positive", "positive", "neutral"]
    two = ["negative", "positive", "neutral"]
    three = ["positive", "negative", "neutral", "negative"]
    four = ["neutral", "negative", "neutral"]

    found = most_told(labels(frame, ann=one, bob=two, cat=three, dan=four)).collect()

    # Of post 0 two of four say positive; of post 1 it is two and two.
    told = {(row["post_id"], row["model"]): row["label"] for row in found}
    assert told == {
        ("0", "sentiment"): "positive",
        ("2", "sentiment"): "neutral",
        ("3", "sentiment"): "negative",
    }
