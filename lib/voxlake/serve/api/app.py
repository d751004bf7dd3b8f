"""The application: routes, and the layers around them."""

from __future__ import annotations

from functools import cache

from fastapi import Depends, FastAPI
from prometheus_client import CollectorRegistry
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response

from voxlake import __version__
from voxlake.serve.api import health, resources, subjects
from voxlake.serve.api.layers import Bounded, Crowd, Headless, InTime
from voxlake.serve.api.observed import Observed
from voxlake.serve.api.problems import tell_problems
from voxlake.serve.api.services import Services
from voxlake.serve.api.written import as_json
from voxlake.serve.auth.needed import needs
from voxlake.serve.auth.principal import Principal, Role

_SHOWN_TO_PAGES = ("ETag", "Link", "Retry-After", "Voxlake-After", "Voxlake-Version")


def create_app(services: Services) -> FastAPI:
    """The application that answers by these services.

    The outermost layer is the last that is added. Pages that explain the interface are left out,
    as they load from elsewhere; /openapi.json says the same.
    """
    app = FastAPI(
        title="voxlake",
        version=__version__,
        description="Gold tables of a lake, read over HTTP: see docs/api.md.",
        openapi_url=None,
        redirect_slashes=False,
    )
    tell_problems(app)
    registry = CollectorRegistry()
    app.include_router(health.router(services, registry))
    app.include_router(resources.router(services))
    app.include_router(subjects.router(services))
    for part in services.parts:
        app.include_router(part(services))
    _describe(app)
    settings = services.settings
    app.add_middleware(Headless)
    for guard in reversed(services.guards):
        app.add_middleware(guard)  # type: ignore[arg-type]  # any callable makes a layer
    app.add_middleware(Bounded, most_bytes=settings.body_bytes)
    app.add_middleware(InTime, seconds=settings.timeout_s)
    app.add_middleware(Crowd, most=settings.requests_at_once)
    if settings.origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.origins,
            allow_methods=("GET", "HEAD", "POST"),
            allow_headers=("Authorization", "Content-Type", "If-None-Match"),
            expose_headers=_SHOWN_TO_PAGES,
        )
    app.add_middleware(Observed, registry=registry)
    return app


def _describe(app: FastAPI) -> None:
    """Say at /openapi.json what there is; made once, beside the requests that are answered."""
    anyone = Depends(needs(*Role))
    described = cache(lambda: as_json(app.openapi()))

    @app.get("/openapi.json", include_in_schema=False)
    def openapi(_: Principal = anyone) -> Response:
        return Response(described(), media_type="application/json")
