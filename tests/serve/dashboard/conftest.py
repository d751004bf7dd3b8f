"""The dashboard over a small lake, seen in Debian's Chromium."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from dashboards import Seen, look, serving
from little_lake import fill
from playwright.sync_api import Browser, sync_playwright

from voxlake.setup.debian import environment, program


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake that tests only read."""
    folder = tmp_path_factory.mktemp("dashboard")
    fill(folder)
    return folder


@pytest.fixture(scope="session")
def served(filled: Path) -> Iterator[str]:
    """Where the dashboard over that lake is served."""
    yield from serving(filled)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, as Debian packs it; of the module, as its loop stands in the way of others."""
    if (found := program("chromium")) is None:
        pytest.skip("there is no chromium: see `python -m voxlake.setup --programs`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(found),
            args=["--no-sandbox"],
            env={**os.environ, **environment()},
        )
        yield browser
        browser.close()


@pytest.fixture
def seen(browser: Browser, served: str) -> Iterator[Seen]:
    """A page of somebody who may see everything."""
    seen = look(browser, served)
    yield seen
    seen.page.context.close()
