"""ETags: what tells an answer from others, and whether a request has it already.

By RFC 9110, sections 8.8.3 and 13.1.2.
"""

from __future__ import annotations

import hashlib

from fastapi import Request
from starlette.responses import Response

OWN = {"Cache-Control": "private, no-cache", "Vary": "Accept, Authorization"}
"""Headers of an answer that is for whoever asked, who is to ask again whether it holds still."""


def tag_of(*parts: object) -> str:
    """The tag of an answer that depends on these, and on nothing else that changes."""
    text = chr(0).join(map(str, parts))
    return f'"{hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]}"'


def is_asked(request: Request) -> bool:
    """Whether a request has an answer and asks if it holds still."""
    return "if-none-match" in request.headers


def is_known(request: Request, tag: str, *, is_there: bool = True) -> bool:
    """Whether a request has the answer of a tag.

    Args:
        request: What was sent.
        tag: Of the answer that it would get.
        is_there: Whether it is known to be there, which is all that `*` asks.
    """
    told = request.headers.get("if-none-match", "")
    tags = {one.strip().removeprefix("W/") for one in told.split(",")}
    return tag in tags or (is_there and told.strip() == "*")


def unchanged(tag: str) -> Response:
    """What is sent to whoever has the answer of a tag."""
    return Response(status_code=304, headers={"ETag": tag, **OWN})
