"""How much something counts, as the config says it. Imports no pyspark."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

Weight = Annotated[float, Field(ge=0, le=1_000, allow_inf_nan=False)]
"""A number from 0, which is not at all, to 1,000."""
