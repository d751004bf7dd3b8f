"""Analyses over HTTP: asked for now, fetched when they are done."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field

from voxlake.core.cache import cache_dir
from voxlake.run.config import Config
from voxlake.serve.analyses.analysis import STEPS, Analyst
from voxlake.serve.analyses.queue import Analysis, Queue
from voxlake.serve.analyses.worker import Worker
from voxlake.serve.api.problems import documented
from voxlake.serve.api.resources import ROLES, STATUSES
from voxlake.serve.api.services import Services
from voxlake.serve.auth.audit import note
from voxlake.serve.auth.needed import needs
from voxlake.serve.auth.principal import Principal
from voxlake.serve.errors import RefusedError
from voxlake.serve.scoring.texts import TextModels
from voxlake.tables import USER_MOOD


class Asked(BaseModel, extra="forbid"):
    """Whom to analyse."""

    user_id: str = Field(min_length=1, max_length=500, description="As in `users`.")


class Standing(BaseModel):
    """How far an analysis is, and what came of it."""

    id: str
    user_id: str
    state: Literal["waiting", "running", "done", "failed"]
    steps_done: int = Field(description="Of `steps`.")
    steps: list[str] = Field(description="What it does, one after another.")
    asked_at: datetime
    ended_at: datetime | None
    result: dict[str, Any] | None = Field(description="Null until it is done.")
    error: str | None = Field(description="Why it failed; null: it did not.")


def analyses(config: Config, texts: Callable[[], TextModels]) -> Callable[[Services], APIRouter]:
    """A maker of the routes; its worker begins with them, with what was left undone.

    Args:
        config: Its sections api, lake and mood are read.
        texts: Gives the models of language; raises VoxlakeError where their encoders are missing.
    """
    settings = config.api
    folder = Path(settings.state_folder or cache_dir() / "api")
    name = hashlib.sha256((config.lake.root or "").encode()).hexdigest()[:16]

    def routes(services: Services) -> APIRouter:
        queue = Queue(
            folder / f"analyses-{name}.sqlite",
            most_waiting=settings.analyses_waiting,
            lease_s=settings.analysis_lease_s,
            keep_s=settings.analysis_hours * 3600,
        )
        analyst = Analyst(services.lake, config.mood, lambda some: texts().score(some))
        worker = Worker(queue, analyst.analyse, len(STEPS))
        worker.start()
        return router(services, queue=queue, analyst=analyst, wake=worker.wake)

    return routes


def router(_: Services, *, queue: Queue, analyst: Analyst, wake: Callable[[], None]) -> APIRouter:
    """The two routes."""
    routes = APIRouter(prefix="/v1/analyses", tags=["analyses"])
    asker = Depends(needs(*ROLES["gold"]))

    def start(asked: Asked, response: Response, principal: Principal = asker) -> Standing:
        _require_sees_people(principal)
        analyst.require_may(asked.user_id)
        found = queue.ask(asked.user_id, analyst.versions())
        wake()
        response.headers["Location"] = f"/v1/analyses/{found.id}"
        return _standing(found)

    def fetch(id: Annotated[str, Field(max_length=64)], request: Request,
              principal: Principal = asker) -> Standing:  # fmt: skip
        _require_sees_people(principal)
        found = _standing(queue.of(id))
        if found.result:
            analyst.require_may(found.user_id)
            note(request, USER_MOOD, USER_MOOD.column_names, 1)
        return found

    routes.add_api_route(
        "", start, methods=["POST"], status_code=202, response_model=Standing,
        operation_id="start_analysis", responses=documented(*STATUSES, 422),
        summary="Have a user analysed; asked twice, it runs once.",
    )  # fmt: skip
    routes.add_api_route(
        "/{id}", fetch, methods=["GET"], response_model=Standing,
        operation_id="analysis", responses=documented(*STATUSES, 422),
        summary="How far an analysis is, and its result.",
    )  # fmt: skip
    return routes


def _require_sees_people(principal: Principal) -> None:
    if not principal.may_see_personal:
        raise RefusedError(
            403, "personal", "Analyses are about single persons: ask an operator for a role."
        )


def _standing(found: Analysis) -> Standing:
    return Standing(
        id=found.id,
        user_id=found.user_id,
        state=found.state,
        steps_done=found.steps_done,
        steps=list(STEPS),
        asked_at=datetime.fromtimestamp(found.asked_at, UTC),
        ended_at=found.ended_at and datetime.fromtimestamp(found.ended_at, UTC),
        result=found.result,
        error=found.error,
    )
