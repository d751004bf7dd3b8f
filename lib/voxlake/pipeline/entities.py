"""Jobs that say whom posts are about."""

from voxlake.entities.settings import EntitySettings
from voxlake.pipeline.job import ENCODER, Job, Read, Section
from voxlake.pipeline.language import KNOWING_MODELS
from voxlake.tables import POST_ENTITIES, POST_LANGUAGE, POST_SENTIMENT, POSTS

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
)
