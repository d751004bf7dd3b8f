"""Jobs on publishing: when posts go out, sending them once, and who waits for an answer."""

from voxlake.marketing.publishing.settings import PublishingSettings, ReplySettings
from voxlake.pipeline.experiments import EXPERIMENT_SECTION
from voxlake.pipeline.job import Job, Section
from voxlake.pipeline.language import ALERT_SECTION
from voxlake.tables import (
    BANDIT_STATE,
    BEST_POST_TIMES,
    DRAFTS,
    EVERYTHING,
    POST_EVIDENCE,
    POST_SCORES,
    POST_SENTIMENT,
    POST_TOPICS,
    POSTING_SCHEDULE,
    POSTS,
    PUBLICATIONS,
    REPLY_QUEUE,
    REPLY_TIMES,
    TOPIC_NAMES,
    USER_VALUE,
    USERS,
    Read,
)

_PUBLISHING = Section("publishing", PublishingSettings, takes={"experiments": EXPERIMENT_SECTION})
_BY_DAY = (POSTS, POST_SENTIMENT, POST_SCORES, POST_TOPICS, POST_EVIDENCE)

PUBLISHING: tuple[Job, ...] = (
    Job(
        "build_posting_schedule",
        "Places items that are to be posted in the best slots of the weeks ahead.",
        section=_PUBLISHING,
        reads=(
            Read(DRAFTS, EVERYTHING),
            Read(BEST_POST_TIMES, EVERYTHING),
            Read(BANDIT_STATE, EVERYTHING),
            Read(PUBLICATIONS, EVERYTHING, of_earlier_runs=True),
        ),
        writes=(POSTING_SCHEDULE,),
        leaves="`_schedule/*.csv` and `*.ics`",
    ),
    Job(
        "publish_posts",
        "Sends what people approved and what is due, each once.",
        section=_PUBLISHING,
        reads=(Read(POSTING_SCHEDULE, EVERYTHING), Read(PUBLICATIONS, EVERYTHING)),
        writes=(PUBLICATIONS,),
        needs=POSTING_SCHEDULE,
        on_request=True,
        of_all_days=True,
    ),
    Job(
        "build_reply_queue",
        "Lists posts that need an answer, the most urgent first, and the time to answers.",
        section=Section(
            "replies",
            ReplySettings,
            takes={"publishing": _PUBLISHING, "alerts": ALERT_SECTION},
        ),
        reads=(
            *(Read(table, "history_days") for table in _BY_DAY),
            Read(DRAFTS, EVERYTHING),
            Read(TOPIC_NAMES, EVERYTHING),
            Read(USERS, EVERYTHING),
            Read(USER_VALUE, EVERYTHING),
            Read(REPLY_QUEUE, EVERYTHING),
        ),
        writes=(REPLY_QUEUE, REPLY_TIMES),
        needs=POSTS,
    ),
)
