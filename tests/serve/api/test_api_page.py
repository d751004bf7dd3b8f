"""docs/api.md names what there is."""

from __future__ import annotations

import ast
from pathlib import Path

from voxlake.cli.api_page import api_page
from voxlake.serve.api.asked import CONTROLS
from voxlake.serve.api.resources import SERVED

SERVE = Path(__file__).resolve().parents[3] / "lib" / "voxlake" / "serve"


def codes(*folders: str) -> set[str]:
    """Codes that the source gives to errors, as literals."""
    makers = {"RefusedError", "problem"}
    calls = (
        node
        for folder in folders
        for path in (SERVE / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in makers
    )
    return {
        call.args[1].value
        for call in calls
        if len(call.args) > 2 and isinstance(call.args[1], ast.Constant)
    }


def test_every_code_of_reading_and_the_api_is_told():
    found = codes("api", "reading")
    page = api_page()

    assert len(found) > 20
    assert not {code for code in found if f"`{code}`" not in page}


def test_every_resource_and_parameter_is_told():
    page = api_page()

    assert not [table.view for table in SERVED if f"`/v1/{table.view}`" not in page]
    assert not [name for name in CONTROLS if f"`{name}`" not in page]
