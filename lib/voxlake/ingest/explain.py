"""Says what is wrong with a file of settings, key by key; imports no pyspark."""

from __future__ import annotations

import re
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

_COLUMNS = re.compile(r"^(tables\.\w+)\.columns")  # a step of the model that files do not show


def explain(error: ValidationError, model: type[BaseModel]) -> str:
    """One line for each key that is wrong; for one that there is not, with those that there are."""
    return "\n".join(_line(detail["loc"], detail, model) for detail in error.errors())


def _line(place: tuple[int | str, ...], detail: Any, model: type[BaseModel]) -> str:  # noqa: ANN401
    key = _COLUMNS.sub(r"\1", ".".join(str(part) for part in place))
    said = detail["msg"]
    if detail["type"] == "extra_forbidden":
        said = f"there is no such key; there are {', '.join(_keys(model, place[:-1]))}"
    return f"  {key}: {said}" if key else f"  {said}"


def _keys(model: type[BaseModel], place: tuple[int | str, ...]) -> list[str]:
    """The keys of the model at a place within a model."""
    for part in place:
        inner = None
        fields = {field.alias or name: field for name, field in model.model_fields.items()}
        if isinstance(part, str) and part in fields:
            inner = fields[part].annotation
        model = _model_in(inner) or model
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(kind: Any) -> type[BaseModel] | None:  # noqa: ANN401  (any annotation)
    """The model that a type is, or holds."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return kind
    return next(filter(None, map(_model_in, get_args(kind))), None)
