"""The job that makes images for drafts."""

from voxlake.marketing.images.settings import ImageSettings
from voxlake.pipeline.job import Job, Section
from voxlake.tables import DRAFTS, EVERYTHING, IMAGES, Read

IMAGE_JOBS: tuple[Job, ...] = (
    Job(
        "generate_images",
        "Makes images for drafts, in the size of each network: a card, or what a model draws.",
        section=Section("images", ImageSettings),
        reads=(Read(DRAFTS, EVERYTHING),),
        writes=(IMAGES,),
        on_request=True,
        leaves="`_images/*`",
    ),
)
