"""Whether the API lives and can read the lake, and what it tells to Prometheus."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Literal

from fastapi import APIRouter, Depends
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector
from pydantic import BaseModel, Field
from starlette.responses import Response

from voxlake.serve.api.problems import Problem, documented
from voxlake.serve.api.services import Services
from voxlake.serve.auth.needed import needs
from voxlake.serve.auth.principal import Principal, Role
from voxlake.serve.errors import RefusedError
from voxlake.serve.reading.lake import Lake
from voxlake.tables import JOB_RUNS, TABLES


class State(BaseModel):
    """Whether it can do its work."""

    status: Literal["ok"] = Field("ok", description="`ok`; anything else is an error.")


class Lag(Collector):
    """How old the tables are that product teams and analysts read, looked up when it is asked."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Seconds since each gold table was written; none for those that never were."""
        lag = GaugeMetricFamily(
            "voxlake_table_lag_seconds", "Seconds since the table was written.", labels=["table"]
        )
        readable = GaugeMetricFamily("voxlake_lake_readable", "1 where the lake can be read.")
        try:
            for table in TABLES:
                edition = self._lake.edition(table) if table.layer == "gold" else None
                if edition and (written := edition.committed_at):
                    lag.add_metric([table.view], time.time() - written.timestamp())
            readable.add_metric([], 1)
        except RefusedError:
            readable.add_metric([], 0)
        yield lag
        yield readable

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing, so that registering it reads no lake."""
        return []


def router(services: Services, registry: CollectorRegistry) -> APIRouter:
    """/health and /ready for whoever watches over processes, /metrics for operators."""
    routes = APIRouter(tags=["health"])
    registry.register(Lag(services.lake))
    operator = Depends(needs(Role.OPERATOR))

    @routes.get("/health", summary="Whether the process lives.", operation_id="health")
    async def health() -> State:
        return State(status="ok")

    @routes.get(
        "/ready",
        summary="Whether the lake can be read.",
        operation_id="ready",
        responses={503: {"model": Problem, "description": "The lake cannot be read."}},
    )
    def ready() -> State:
        services.lake.edition(JOB_RUNS)
        return State(status="ok")

    @routes.get(
        "/metrics",
        summary="Counts of requests and lag of tables, for Prometheus.",
        operation_id="metrics",
        response_class=Response,
        responses={200: {"content": {"text/plain": {}}}, **documented(401, 403, 429, 503, 504)},
    )
    def metrics(_: Principal = operator) -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_PLAIN_0_0_4)

    return routes
