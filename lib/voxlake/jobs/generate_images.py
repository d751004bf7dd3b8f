"""Make images for drafts, into `images` and a folder of files."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from pyspark.sql import functions as F

from voxlake.core import storage
from voxlake.core.errors import ConfigError, TooLittleDataError
from voxlake.marketing.images.generators.known import generator_of
from voxlake.marketing.images.making import made_images
from voxlake.marketing.images.requests import ImageRequest, requests_of
from voxlake.marketing.images.settings import ImageSettings
from voxlake.run.config import secret
from voxlake.run.context import Context
from voxlake.spark.bounded import collect_at_most
from voxlake.tables import DRAFTS, IMAGES

_WORDS = ("item_id", "draft_id", "created_date", "title", "text")
_REMEDY = "Name fewer days, networks or variants, or raise images.max_images."


def run(ctx: Context, settings: ImageSettings) -> None:
    """Ask for each image that is not there yet; rows of other generators stay."""
    requests = _requests(ctx, settings)
    asks_key = settings.generator == "openai" and settings.openai.key_env
    generator = generator_of(settings, secret(str(asks_key)) if asks_key else None)
    rows = made_images(requests, generator, _Files(_folder(ctx, settings)), settings)
    values = [tuple(row[name] for name in IMAGES.column_names) for row in rows]
    ctx.lake.merge_values(values, IMAGES)
    states = [row["state"] for row in rows]
    ctx.note(**{state: states.count(state) for state in ("offered", "rejected", "failed")})


def _requests(ctx: Context, settings: ImageSettings) -> list[ImageRequest]:
    """Of the drafts of the days, and of the config.

    Raises:
        TooLittleDataError: there are none.
    """
    drafts = ctx.lake.read(DRAFTS).where(F.col("state").isin(*settings.states))
    if not ctx.days.is_every:
        day = F.col("created_date")
        drafts = drafts.where(day.between(ctx.days.first, ctx.days.last))
    of_each = len(settings.networks) * settings.variants
    most = max(0, settings.max_images // of_each - len(settings.wishes))
    found = collect_at_most(drafts.select(*_WORDS), most, "drafts to make images for", _REMEDY)
    if not found and not settings.wishes:
        raise TooLittleDataError(
            "generate_images found no draft of the days that is offered or approved: run "
            "generate_content first, or name images.wishes."
        )
    return requests_of([row.asDict() for row in found], settings, ctx.as_of)


def _folder(ctx: Context, settings: ImageSettings) -> str:
    if settings.folder is not None:
        return settings.folder.rstrip("/")
    if ctx.lake.place.home is None:
        raise ConfigError("Set images.folder, or lake.home: the lake has no folder.")
    return f"{ctx.lake.place.home}/_images"


@dataclass(frozen=True)
class _Files:
    """A folder, on this machine or on S3."""

    folder: str

    def read(self, name: str) -> bytes | None:
        with suppress(FileNotFoundError):
            return storage.read_bytes(self.place(name))
        return None

    def write(self, name: str, content: bytes) -> None:
        storage.write_bytes(self.place(name), content)

    def place(self, name: str) -> str:
        return f"{self.folder}/{name}"
