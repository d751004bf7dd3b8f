"""write_summary writes the last whole week for a role, and sends it once."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from voxlake.core.days import Days
from voxlake.core.errors import ConfigError
from voxlake.jobs import write_summary
from voxlake.lake.lake import Lake
from voxlake.lake.place import Catalog, Root
from voxlake.report.summaries.settings import SummarySettings
from voxlake.run.context import Context
from voxlake.tables import POST_SENTIMENT, POSTS, SHARE_OF_VOICE
from voxlake.warnings.settings import WarningSettings

TUESDAY = date(2024, 4, 2)
NOW = datetime(2024, 4, 2, 9, tzinfo=UTC)


def test_the_last_whole_week_is_written_and_sent_once(spark, frame, tmp_path):
    lake = Lake(spark, Root(str(tmp_path / "lake")), run_id="run")
    ctx = Context(spark, lake, None, Days.of([TUESDAY]), "run", now=lambda: NOW)
    days = [TUESDAY - timedelta(days=n) for n in range(16)]
    posts = [
        {"post_id": f"x:{day}{n}", "post_date": day, "posted_at": datetime(2024, 4, 1), "text": "a"}
        for day in days
        for n in range(5)
    ]  # fmt: skip
    moods = [
        {"post_id": one["post_id"], "post_date": one["post_date"], "label": label,
         "negative": 0.9 * (label == "negative"), "neutral": 0.1, "positive": 0.0}
        for one in posts
        for label in ["negative" if one["post_id"].endswith("0") else "positive"]
    ]  # fmt: skip
    lake.replace(frame(POSTS, *posts), POSTS, Days.of(days))
    lake.replace(frame(POST_SENTIMENT, *moods), POST_SENTIMENT, Days.of(days))
    voice = {"brand": "acme", "topic_id": -2, "post_count": 3, "named_count": 4, "share": 0.75}
    voices = [{**voice, "post_date": day, "share_low": 0.5, "share_high": 0.9} for day in days[:9]]
    lake.replace(frame(SHARE_OF_VOICE, *voices), SHARE_OF_VOICE, Days.of(days[:9]))
    settings = SummarySettings(
        roles=("executive",),
        periods=("week",),
        channels={"executive": ("files",)},
        warnings=WarningSettings(
            channels={"files": {"kind": "folder", "folder": str(tmp_path / "out")}}
        ),
    )

    write_summary.run(ctx, settings)
    pdf = tmp_path / "lake" / "_report" / "summaries" / "executive" / "2024-W13.pdf"
    first = pdf.read_bytes()
    write_summary.run(ctx, settings)

    assert pdf.read_bytes() == first
    html = pdf.with_suffix(".html").read_text()
    # 25 to 31 March: seven days of five posts, of which each day one is negative.
    assert "<strong>Posts</strong>" in html
    assert '<td class="n">35</td><td class="n">35</td><td class="n">+0%</td>' in html
    assert '<td class="n">20.0%</td>' in html
    assert '<th scope="row">acme</th><td class="n">21</td><td class="n">75%</td>' in html
    (message,) = (tmp_path / "out").glob("*.json")
    said = json.loads(message.read_text())
    assert said["warnings"][0]["sentence"] == (
        "What people say and buy. Week of 25 March to 31 March 2024, for executives. "
        "There is too little history to say what is usual of a week."
    )
    sent = sorted(path.name for path in message.with_suffix("").iterdir())
    assert sent == ["2024-W13.html", "2024-W13.pdf"]


def test_a_lake_without_a_folder_needs_a_path(spark):
    lake = Lake(spark, Catalog("main", "voxlake"), run_id="run")
    ctx = Context(spark, lake, None, Days.of([TUESDAY]), "run")

    with pytest.raises(ConfigError, match=r"needs summaries\.path"):
        write_summary.run(ctx, SummarySettings())
