"""The parts of the interface beside tables: what each answers with, and its routes."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter

from voxlake.core.errors import PlatformError
from voxlake.lake.place import Root
from voxlake.run.config import Config
from voxlake.serve.analyses.routes import analyses
from voxlake.serve.api.services import Services
from voxlake.serve.bandits.part import bandits
from voxlake.serve.dashboard.routes import router as dashboard
from voxlake.serve.graphql import routes as graphql
from voxlake.serve.scoring.opened import scoring_of
from voxlake.serve.scoring.routes import router as scoring_router
from voxlake.serve.scoring.texts import TextModels
from voxlake.serve.understanding.part import understanding

Part = Callable[[Services], APIRouter]


def parts_of(config: Config, root: str) -> tuple[Part, ...]:
    """Makers of the routes of all parts that the config has.

    Args:
        config: All settings.
        root: The lake's folder.
    """
    scoring = scoring_of(config, Root(root).home)

    def texts() -> TextModels:
        if scoring.texts is None:
            raise PlatformError("There is no text encoder here: run `python -m voxlake.setup`.")
        return scoring.texts

    parts: tuple[Part | None, ...] = (
        dashboard,
        graphql.router,
        lambda _: scoring_router(scoring),
        understanding(config, texts),
        bandits(config),
        analyses(config, texts),
    )
    return tuple(part for part in parts if part is not None)
