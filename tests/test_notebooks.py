from pathlib import Path

import jupytext
import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "notebooks").glob("*.py"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_has_words_between_its_cells(path):
    cells = jupytext.read(path).cells

    assert {cell.cell_type for cell in cells} == {"markdown", "code"}
    assert sum(cell.cell_type == "markdown" for cell in cells) >= 5
