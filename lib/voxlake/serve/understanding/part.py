"""Makes the routes of understanding from the config; what takes long is opened when first asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fastapi import APIRouter

from voxlake.core.errors import VoxlakeError
from voxlake.lake.place import Root
from voxlake.run.config import Config
from voxlake.run.models import ModelPlaces, Models
from voxlake.serve.api.services import Services
from voxlake.serve.errors import RefusedError
from voxlake.serve.scoring.texts import TextModels
from voxlake.serve.understanding.audits import Auditor
from voxlake.serve.understanding.champions import TopicModels
from voxlake.serve.understanding.drafting import Drafter
from voxlake.serve.understanding.names import EntityReader
from voxlake.serve.understanding.nearest import Nearest
from voxlake.serve.understanding.plans import Planner
from voxlake.serve.understanding.routes import router
from voxlake.serve.understanding.topic import TopicReader
from voxlake.serve.understanding.understand import Readers, Understander


def understanding(
    config: Config, texts: Callable[[], TextModels]
) -> Callable[[Services], APIRouter]:
    """A maker of the routes.

    Args:
        config: All settings.
        texts: Gives the models of language; raises VoxlakeError where their encoders are missing.

    Raises:
        VoxlakeError: a list of names, or a model of `entities`, is missing or broken.
    """
    entities = EntityReader(config.entities)

    def routes(services: Services) -> APIRouter:
        lake, settings = services.lake, services.settings.understanding
        home = Root(str(config.lake.root)).home
        registry = Models(
            None,
            ModelPlaces.of(config.models, home),
            run_id="",
            keep_metrics=lambda _: None,
            require_may_write=_never,
        )
        topics = TopicModels(registry, settings.models_refresh_s)
        reader = TopicReader(topics, lake, config.topics)
        readers = Readers(texts, reader, entities, Nearest(lake, settings))

        def negative(some: Sequence[str]) -> list[float | None]:
            try:
                scores = texts().score(some)
            except VoxlakeError:
                return [None] * len(some)
            return [one.sentiment["negative"] if one.sentiment else None for one in scores]

        return router(
            Understander(lake, readers, settings, config.languages),
            Auditor(lake, topics, reader, config.content),
            Drafter(lake, config.drafts, negative),
            Planner(lake, config.returns),
        )

    return routes


def _never() -> None:
    raise RefusedError(503, "no_fits", "The API fits no models.")
