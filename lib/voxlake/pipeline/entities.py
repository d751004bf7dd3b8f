"""Jobs that say whom posts are about."""

from voxlake.entities.settings import EntitySettings
from voxlake.pipeline.job import ENCODER, Job, Section
from voxlake.pipeline.language import KNOWING_MODELS
from voxlake.tables import (
    COMPETITOR_POSTING,
    EVERYTHING,
    POST_ENTITIES,
    POST_LANGUAGE,
    POST_SENTIMENT,
    POST_TOPICS,
    POSTS,
    SHARE_OF_VOICE,
    TOPIC_NAMES,
    USERS,
    Read,
)
from voxlake.voice.settings import VoiceSettings

VOICE_SECTION = Section("share_of_voice", VoiceSettings)

ENTITY_JOBS: tuple[Job, ...] = (
    Job(
        "find_entities",
        "Finds the brands, people and places that posts name, and what they say of each.",
        section=Section("entities", EntitySettings, takes=KNOWING_MODELS),
        reads=(Read(POSTS), Read(POST_LANGUAGE), Read(POST_SENTIMENT)),
        writes=(POST_ENTITIES,),
        uses=(ENCODER, "sentiment"),
        needs=POSTS,
    ),
    Job(
        "build_share_of_voice",
        "Says how much is said of each brand by day and topic, and how it is meant.",
        section=VOICE_SECTION,
        reads=(
            Read(POSTS),
            Read(POST_ENTITIES),
            Read(POST_TOPICS),
            Read(TOPIC_NAMES, EVERYTHING),
            Read(USERS, EVERYTHING),
        ),
        writes=(SHARE_OF_VOICE,),
        needs=POSTS,
    ),
    Job(
        "build_competitor_posting",
        "Says how often, when and in which form accounts of brands post, and what that earns.",
        section=VOICE_SECTION,
        reads=(
            Read(POSTS, "posting_days"),
            Read(POST_TOPICS, "posting_days"),
            Read(TOPIC_NAMES, EVERYTHING),
            Read(USERS, EVERYTHING),
        ),
        writes=(COMPETITOR_POSTING,),
        needs=POSTS,
    ),
)
