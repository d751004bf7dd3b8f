"""The address of GraphQL: POST /graphql."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Depends, Request
from graphql import GraphQLError
from strawberry.extensions import MaskErrors, MaxTokensLimiter, SchemaExtension
from strawberry.fastapi import GraphQLRouter

from voxlake.serve.api.services import Services
from voxlake.serve.api.subjects import MOST_OF_A_PART
from voxlake.serve.auth.needed import needs
from voxlake.serve.auth.principal import Principal, Role
from voxlake.serve.errors import RefusedError
from voxlake.serve.graphql.limits import Affordable
from voxlake.serve.graphql.reading import Reading
from voxlake.serve.graphql.schema import schema_of

_log = logging.getLogger(__name__)
_MOST_TOKENS = 4_000


def router(services: Services) -> APIRouter:
    """The route of GraphQL."""

    class OfQuery(Affordable):
        default_rows = services.settings.default_rows
        rows_of_a_part = MOST_OF_A_PART

    class Limited(SchemaExtension):
        """Counts what a query may give with the values of its variables."""

        def on_operation(self) -> Iterator[None]:
            context = self.execution_context
            given = {"variables": dict(context.variables or {})}
            rule = type("OfQueryAndVariables", (OfQuery,), given)
            context.validation_rules = (*context.validation_rules, rule)
            yield

    schema = schema_of(
        services,
        extensions=[
            lambda: MaxTokensLimiter(max_token_count=_MOST_TOKENS),
            Limited,
            Told,
            lambda: MaskErrors(_is_unforeseen, "Something failed here: ask an operator."),
        ],
    )
    anyone = Depends(needs(*Role))

    def context(request: Request, principal: Principal = anyone) -> dict[str, Any]:
        return {"reading": Reading(services.lake, principal, request)}

    made = GraphQLRouter(
        schema,
        path="/graphql",
        graphql_ide=None,
        allow_queries_via_get=False,
        context_getter=context,
        include_in_schema=False,
    )
    # Pages that explain the interface load from elsewhere, and there are no subscriptions.
    made.routes[:] = [one for one in made.routes if "POST" in getattr(one, "methods", ())]
    return made


class Told(SchemaExtension):
    """Gives errors that people can mend the code and status of the REST interface."""

    def on_operation(self) -> Iterator[None]:
        """Add them once the operation is over."""
        yield
        result = self.execution_context.result
        for error in getattr(result, "errors", None) or ():
            if isinstance(error.original_error, RefusedError):
                refused = error.original_error
                error.extensions = {"code": refused.code, "status": refused.status}


def _is_unforeseen(error: GraphQLError) -> bool:
    """Whether an error is neither of the query nor one that says what to do."""
    original = error.original_error
    is_unforeseen = original is not None and not isinstance(original, (RefusedError, GraphQLError))
    if is_unforeseen:
        _log.error("a query failed: %s", type(original).__name__, exc_info=original)
    return is_unforeseen
