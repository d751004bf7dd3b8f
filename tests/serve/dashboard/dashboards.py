"""A dashboard served on loopback, and pages of it in a browser."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from voxlake.run.api_settings import ApiSettings
from voxlake.serve.api.app import create_app
from voxlake.serve.api.services import Services
from voxlake.serve.auth.principal import Principal, Role
from voxlake.serve.dashboard.routes import router
from voxlake.serve.reading.lake import Lake

KEYS = {
    "everything": Principal("all", frozenset(Role), may_see_personal=True),
    "reader": Principal("reader", frozenset({Role.READER}), least_group=5),
}


class ByKey:
    """A layer that knows who asks by the key that is shown."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            shown = Headers(scope=scope).get("authorization", "").removeprefix("Bearer ")
            scope.setdefault("state", {})["principal"] = KEYS.get(shown)
        await self._app(scope, receive, send)


def app_of(folder: Path) -> ASGIApp:
    """The application over a lake that is looked at again for every request."""
    services = Services(Lake(str(folder), refresh_s=0), ApiSettings(), (ByKey,), (router,))
    return create_app(services)


def serving(folder: Path) -> Iterator[str]:
    """Serve a lake until told to stop; gives the address."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app_of(folder), log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join()


class Seen:
    """A page, and what went wrong in it."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address = address
        self.troubles: list[str] = []
        self.asked: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("console", self._said)
        self.page.on("request", lambda request: self.asked.append(request.url))

    def _said(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.troubles.append(message.text)

    def open(self, path: str) -> Page:
        """Go to a view and wait until everything is there."""
        self.page.goto(f"{self.address}/dashboard/{path}")
        self.page.wait_for_selector(".panel")
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait until nothing is being read."""
        self.page.wait_for_selector(".loading", state="detached")

    @property
    def outside(self) -> list[str]:
        """What was asked of others than this server."""
        inside = (self.address, "data:", "blob:")
        return [url for url in self.asked if not url.startswith(inside)]


def look(browser: Browser, address: str, key: str | None = "everything", **options: Any) -> Seen:
    """A page of a browser of its own, signed in by a key."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
    if key:
        context.add_init_script(f"sessionStorage.setItem('voxlake.key', '{key}')")
    return Seen(context, address)
