"""Texts that people write are drawn as they are, whatever matplotlib takes `$` for."""

import base64
import io

import matplotlib as mpl
import pytest

from voxlake.core.pictures import Picture
from voxlake.people.segments.charts import draw_differences
from voxlake.people.segments.profiles import Profile
from voxlake.report.week.spend import Value, value_picture
from voxlake.topics.chart import draw_topics
from voxlake.topics.terms import Term, Topic

NAMES = ["cheap $5 to $9 \\frac", "$\\frac$", "$"]


@pytest.fixture(autouse=True)
def texts_as_texts():
    """SVG with its texts as such: else each letter is a path."""
    with mpl.rc_context({"svg.fonttype": "none"}):
        yield


def svg_of(figure):
    out = io.StringIO()
    figure.savefig(out, format="svg")
    return out.getvalue()


@pytest.mark.parametrize("name", NAMES)
def test_every_text_of_a_picture_is_drawn_as_it_is(name):
    picture = Picture(layout="constrained")
    axes = picture.subplots()
    axes.barh([name, "other"], [1, 2], label=name)
    axes.set_title(name)
    axes.set_ylabel(name)
    axes.annotate(name, (0, 0))
    axes.legend()
    picture.supxlabel(name)

    assert svg_of(picture).count(f">{name}</text>") == 6
    picture.savefig(io.BytesIO(), format="png", bbox_inches="tight")


@pytest.mark.parametrize("name", NAMES)
def test_money_terms_and_groups_are_named_as_they_are(name):
    value = Value(9, name, 90, "2", 45.0, [float(n) for n in range(9)], 1, 9.0)
    topic = Topic(0, 1.0, -2.0, [Term(name, name, 0.5, 2.0)])

    group = Profile(0, 2, "users", [])

    embedded = base64.b64decode(value_picture(value).partition(",")[2]).decode()

    assert f">{name}</text>" in embedded
    assert f">{name}</text>" in svg_of(draw_topics([topic]))
    assert f">0: {name}</text>" in svg_of(draw_differences([group], {0: name}, {}))
