"""Jobs that fetch what others publish, for ingest to read."""

from voxlake.collect.settings import CollectSettings
from voxlake.pipeline.job import Job, Section

COLLECT_SECTION = Section("collect", CollectSettings)

COLLECT_JOBS: tuple[Job, ...] = (
    Job(
        "collect_posts",
        "Fetches public posts by the interfaces of networks and feeds, on from where it stopped.",
        section=COLLECT_SECTION,
        reads=(),
        writes=(),
        leaves="`_collected/*/*/*.jsonl`",
        of_all_days=True,
        on_request=True,
    ),
    Job(
        "collect_pages",
        "Reads pages of the sites that the config names, as far as they allow it.",
        section=COLLECT_SECTION,
        reads=(),
        writes=(),
        leaves="`_collected/pages/*/*/*.jsonl`",
        of_all_days=True,
        on_request=True,
    ),
)
