"""Makes images for requests, each content once, and says of each what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from voxlake.marketing.generating.errors import NoAnswerError, RefusedError
from voxlake.marketing.images.files import encoded, opened, sized
from voxlake.marketing.images.generators.base import Generator
from voxlake.marketing.images.requests import ImageRequest, alt_text
from voxlake.marketing.images.settings import ImageSettings

_ENDINGS = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg"}


class Store(Protocol):
    """Where files are kept, by name."""

    def read(self, name: str) -> bytes | None:
        """The bytes of a file; None where there is none."""

    def write(self, name: str, content: bytes) -> None:
        """Write a file whole, or not at all."""

    def place(self, name: str) -> str:
        """Where the file lies, for others to read it."""


def made_images(
    requests: Sequence[ImageRequest], generator: Generator, store: Store, settings: ImageSettings
) -> list[dict[str, Any]]:
    """Rows of `images`, one per request.

    A content whose file is there is not made again. Where a generator gives no answer several
    times in a row, no more is asked of it: a run does not wait for hours for nothing.

    Args:
        requests: What is wanted; those that are alike in all are one row.
        generator: What makes images.
        store: Where files are.
        settings: How images are brought to size; when to give up.
    """
    rows: dict[str, dict[str, Any]] = {}
    told: dict[str, dict[str, Any]] = {}
    silent = 0
    for request in requests:
        about = _about(request, generator)
        content = about["content_hash"]
        if content not in told:
            if silent >= settings.give_up_after:
                told[content] = _failed(
                    f"not asked for: {generator.name} gave no answer {silent} times in a row"
                )
            else:
                told[content] = _result(request, content, generator, store, settings)
                silent = silent + 1 if told[content]["state"] == "failed" else 0
        rows[about["image_id"]] = {**about, **told[content]}
    return list(rows.values())


def _about(request: ImageRequest, generator: Generator) -> dict[str, Any]:
    model = generator.model(request)
    content = request.content_hash(generator.name, model, generator.recipe(request))
    return {
        "image_id": request.image_id(content),
        "created_date": request.created_date,
        "item_id": request.item_id,
        "draft_id": request.draft_id,
        "network": request.network.name,
        "width": request.network.width,
        "height": request.network.height,
        "generator": generator.name,
        "model": model,
        "prompt": generator.prompt(request),
        "seed": request.seed,
        "content_hash": content,
        "alt_text": alt_text(request, is_of_words=generator.is_of_words),
    }


def _result(
    request: ImageRequest, content: str, generator: Generator, store: Store, settings: ImageSettings
) -> dict[str, Any]:
    """State, path, bytes, findings and reason."""
    if kept := _kept(content, request, store):
        return kept
    try:
        made = generator.make(request)
        image, done = sized(
            made.image,
            request.network,
            most_cropped=settings.most_cropped,
            most_enlarged=settings.most_enlarged,
        )
        file = encoded(image, request.network)
    except RefusedError as error:
        return _row("rejected", reason=str(error))
    except NoAnswerError as error:
        return _failed(str(error))
    name = f"{content}.{_ending(file)}"
    findings = [*made.findings, *done]
    store.write(f"{content}.txt", "\n".join(findings).encode())
    store.write(name, file)  # last: a file that is there has its findings
    return _offered(store.place(name), file, findings)


def _kept(content: str, request: ImageRequest, store: Store) -> dict[str, Any] | None:
    """What was made before, where its file is still an image of the size."""
    for ending in _ENDINGS.values():
        name = f"{content}.{ending}"
        if (file := store.read(name)) is None:
            continue
        try:
            if opened(file).size != (request.network.width, request.network.height):
                continue
        except RefusedError:
            continue
        findings = (store.read(f"{content}.txt") or b"").decode().splitlines()
        return _offered(store.place(name), file, findings)
    return None


def _ending(file: bytes) -> str:
    return next(ending for start, ending in _ENDINGS.items() if file.startswith(start))


def _offered(place: str, file: bytes, findings: list[str]) -> dict[str, Any]:
    return {**_row("offered", findings), "path": place, "byte_count": len(file)}


def _failed(reason: str) -> dict[str, Any]:
    return _row("failed", reason=reason)


def _row(state: str, findings: Sequence[str] = (), reason: str | None = None) -> dict[str, Any]:
    return {
        "path": None,
        "byte_count": None,
        "state": state,
        "reason": reason,
        "findings": list(findings),
    }
