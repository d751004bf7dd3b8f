"""Which modules know the client of addresses with OpenAI's interface."""

import ast
from pathlib import Path

from voxlake import marketing


def test_one_module_alone_knows_the_client_of_addresses():
    folder = Path(marketing.__file__).parent
    users = {
        str(path.relative_to(folder))
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import) and any(a.name == "openai" for a in node.names)
    }

    assert users == {"generating/address.py"}
