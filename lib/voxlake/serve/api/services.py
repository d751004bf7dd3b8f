"""What the application answers with: made once, when it begins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from fastapi import APIRouter

from voxlake.run.api_settings import ApiSettings
from voxlake.serve.auth.guards import Layer
from voxlake.serve.reading.lake import Lake


@dataclass(frozen=True)
class Services:
    """What requests are answered with.

    Attributes:
        lake: Reads the tables.
        settings: Limits of requests.
        guards: Layers around the routes, the outermost first: who asks, and what is kept of it.
            Without one nobody is known to ask, and every route but those of health refuses.
        parts: Makers of the routers of other parts, such as scoring; each is given these services.
    """

    lake: Lake
    settings: ApiSettings = field(default_factory=ApiSettings)
    guards: tuple[Layer, ...] = ()
    parts: tuple[Callable[[Services], APIRouter], ...] = ()
