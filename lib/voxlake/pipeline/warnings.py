"""Jobs that tell people: at once of what is unusual, and of each week and month."""

from voxlake.pipeline.entities import VOICE_SECTION
from voxlake.pipeline.job import Job, Section
from voxlake.report.settings import ReportSettings
from voxlake.report.summaries.reads import SUMMARY_READS
from voxlake.report.summaries.settings import SummarySettings
from voxlake.tables import (
    EVERYTHING,
    POST_ENTITIES,
    POSTS,
    SENTIMENT_ALERTS,
    SHARE_OF_VOICE,
    TOPIC_BURSTS,
    TOPIC_NAMES,
    TOPICS,
    USERS,
    WARNINGS_SENT,
    Read,
)
from voxlake.warnings.settings import WarningSettings

REPORT_SECTION = Section("report", ReportSettings)
WARNING_SECTION = Section("warnings", WarningSettings, takes={"voice": VOICE_SECTION})

WARNING_JOBS: tuple[Job, ...] = (
    Job(
        "deliver_warnings",
        "Tells people of negative days, bursts and drops of share of voice, each once.",
        section=WARNING_SECTION,
        reads=(
            Read(SENTIMENT_ALERTS),
            Read(TOPIC_BURSTS),
            Read(SHARE_OF_VOICE, "lookback_days"),
            Read(POST_ENTITIES),
            Read(POSTS, EVERYTHING),
            Read(USERS, EVERYTHING),
            Read(TOPICS, EVERYTHING),
            Read(TOPIC_NAMES, EVERYTHING),
            Read(WARNINGS_SENT, EVERYTHING, of_earlier_runs=True),
        ),
        writes=(WARNINGS_SENT,),
        uses=("topics",),
        of_all_days=True,
        leaves="messages",
    ),
)
SUMMARY_JOBS: tuple[Job, ...] = (
    Job(
        "write_summary",
        "Writes the summary of the last whole week and month for each role, and sends it.",
        section=Section(
            "summaries",
            SummarySettings,
            takes={"report": REPORT_SECTION, "warnings": WARNING_SECTION},
        ),
        reads=(*SUMMARY_READS, Read(WARNINGS_SENT, EVERYTHING)),
        writes=(WARNINGS_SENT,),
        on_request=True,
        leaves="`_report/summaries/*/*.html` and `*.pdf`",
    ),
)
