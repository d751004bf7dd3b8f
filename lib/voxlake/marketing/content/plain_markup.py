"""Takes out of a page what has no words, so that a parser finds nothing that stops or slows it."""

from __future__ import annotations

import re

_OPENING = re.compile(r"<!--|<!\[|<(script|style|textarea|template)\b[^>]*>", re.IGNORECASE)
_ENDINGS = {
    name: re.compile(rf"</{name}\b[^>]*>", re.IGNORECASE)
    for name in ("script", "style", "textarea", "template")
}


def plain_markup(html: str) -> str:
    """The page without comments, scripts, styles and templates; every line stays on its line.

    A comment, script or style without an end reaches to the end of the page, as in browsers; a
    `<![...` is a comment up to the next `>` (HTML Standard, 13.2.5). What follows the last `>` can
    be no tag: its `<` become text. Goes through the page once, however broken it is.
    """
    whole = html[: html.rfind(">") + 1]
    kept: list[str] = []
    at, is_open = 0, False
    while found := _OPENING.search(whole, at):
        kept.append(whole[at : found.start()])
        end, ended = _end(whole, found)
        is_open = is_open or ended is None
        ended = len(whole) if ended is None else ended
        if found[1]:  # the tags stay, so that what is open and closed agrees
            kept.append(found[0])
        kept.append("\n" * whole.count("\n", found.end(), end))
        if found[1]:
            kept.append(f"</{found[1]}>")
        at = ended
    rest = "" if is_open else html[len(whole) :].replace("<", "&lt;")
    return "".join([*kept, whole[at:], rest])


def _end(html: str, opening: re.Match[str]) -> tuple[int, int | None]:
    """Where what an opening begins ends, and where its end tag does; None where it has none."""
    if name := opening[1]:
        if found := _ENDINGS[name.lower()].search(html, opening.end()):
            return found.start(), found.end()
        return len(html), None
    mark = "-->" if opening[0] == "<!--" else ">"
    start = html.find(mark, opening.end())
    return (start, start + len(mark)) if start >= 0 else (len(html), None)
