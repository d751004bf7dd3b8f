"""Makes the routes of bandits from the config, and hands what is kept over to `ingest`."""

from __future__ import annotations

import atexit
import logging
import threading
from collections.abc import Callable
from pathlib import Path

from fastapi import APIRouter

from voxlake.core.errors import VoxlakeError
from voxlake.lake.about import zone_of
from voxlake.lake.place import Root
from voxlake.run.config import Config
from voxlake.serve.api.services import Services
from voxlake.serve.bandits.bandits import Bandits
from voxlake.serve.bandits.replay import Replay
from voxlake.serve.bandits.routes import router
from voxlake.serve.bandits.states import States
from voxlake.serve.bandits.store import Store

_FILE = "choices.sqlite"
_EVENTS = "replay"
_log = logging.getLogger(__name__)


def bandits(config: Config) -> Callable[[Services], APIRouter] | None:
    """A maker of the routes; None where the config names no bandits.

    Raises:
        VoxlakeError: choices cannot be kept in `api.bandits.state_dir`, or the zone is not known.
    """
    if not config.experiments.bandits:
        return None
    settings = config.api.bandits
    store = Store(Path(settings.state_dir) / _FILE)
    folder = Path(settings.replay_dir or Path(settings.state_dir) / _EVENTS)
    replay = Replay(store, folder, config.experiments.bandits)
    _write_now_and_then(replay, settings.replay_s)
    home = Root(str(config.lake.root)).home
    zone = zone_of(home, config.lake.time_zone, lambda: False)

    def routes(services: Services) -> APIRouter:
        return router(Bandits(store, States(services.lake, config.experiments), zone))

    return routes


def _write_now_and_then(replay: Replay, seconds: float) -> None:
    """Write new events in a thread until the process ends, and once more then."""
    ended = threading.Event()

    def write() -> None:
        try:
            replay.write()
        except (OSError, VoxlakeError) as error:
            _log.warning("choices cannot be handed over, and are kept: %s", error)

    def go_on() -> None:
        while not ended.wait(seconds):
            write()

    threading.Thread(target=go_on, name="replay of choices", daemon=True).start()

    def end() -> None:
        ended.set()
        write()

    atexit.register(end)
