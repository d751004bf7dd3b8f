"""Opens the models that a config names."""

from __future__ import annotations

import logging

from voxlake.core.errors import PlatformError
from voxlake.run.config import Config
from voxlake.run.exports import ExportFolder
from voxlake.serve.scoring.heads import in_use
from voxlake.serve.scoring.routes import Scoring
from voxlake.serve.scoring.shelf import Shelf
from voxlake.serve.scoring.texts import TextModels
from voxlake.serve.scoring.users import UserModels

_log = logging.getLogger(__name__)


def scoring_of(config: Config, home: str, threads: int = 0) -> Scoring:
    """The models of a lake, with what ships in the place of what was not exported.

    Without an encoder texts are not scored, and all else is.

    Args:
        config: Its sections models, exports, languages and value are read.
        home: The lake's folder, whole.
        threads: How many encode texts; 0 for as many as there are cores.
    """
    shelf = Shelf(ExportFolder.of(config.exports.models, home))
    place = config.models.place
    try:
        heads = in_use(shelf, place)
        texts = TextModels.open(place, head=heads, languages=config.languages, threads=threads)
    except PlatformError as error:
        _log.warning("texts are not scored: %s", error)
        return Scoring(None, UserModels(shelf, config.value))
    return Scoring(texts, UserModels(shelf, config.value))
