"""Finds the paths of this machine that fit a pattern, as Hadoop reads it; imports no pyspark."""

from __future__ import annotations

import os
import re
from pathlib import Path

_GROUP = re.compile(r"(?<!\\)\{((?:[^{}\\]|\\.)*)\}")
_MOST = 10_000
"""How many paths one path may stand for by `{a,b}`, and how many characters it may have."""


def expanded(pattern: str) -> list[str]:
    """The patterns that `{a,b}` stands for, of a path that is not `too_wide`."""
    done, left = [], [pattern]
    while left:
        one = left.pop()
        if found := _GROUP.search(one):
            before, behind = one[: found.start()], one[found.end() :]
            parts = re.split(r"(?<!\\),", found[1])
            left += [f"{before}{part}{behind}" for part in reversed(parts)]
        else:
            done.append(one)
    return done


def too_wide(pattern: str) -> str | None:
    """Why `expanded` would take too long; None where it does not."""
    if len(pattern) > _MOST:
        return f"{pattern[:40]!r}... has more than {_MOST:,} characters"
    if _without_braces(pattern)[1] > _MOST:
        return f"{pattern!r} stands for more than {_MOST:,} paths"
    return None


def leads_out(pattern: str) -> bool:
    """Whether a relative path goes up further than it went down."""
    for plain in expanded(pattern):
        depth = 0
        for step in plain.split("/"):
            depth += {"..": -1, ".": 0, "": 0}.get(step, 1)
            if depth < 0:
                return True
    return False


def is_pattern(path: str) -> bool:
    """Whether a path stands for those that fit it."""
    return re.search(r"(?<!\\)[*?\[{]", path) is not None


def fault_of(pattern: str) -> str | None:
    """Why a path is no pattern, as Hadoop reads it; None where it is one, or a plain path."""
    if fault := too_wide(pattern):
        return fault
    faults = filter(None, map(_fault_of_step, _without_braces(pattern)[0].split("/")))
    return next((f"{pattern!r} is no pattern: {fault}" for fault in faults), None)


def escaped(path: str) -> str:
    """The path as a pattern that stands for it alone."""
    return re.sub(r"([\\*?\[\]{}])", r"\\\1", path)


def plain_path(pattern: str) -> str:
    """The path that a pattern without special characters stands for."""
    return re.sub(r"\\(.)", r"\1", pattern)


def matching(pattern: str) -> list[Path]:
    """The paths that fit a pattern without `{a,b}`, in order."""
    paths = [Path("/")]
    for step in filter(None, pattern.split("/")):
        paths = [path for folder in paths for path in _fitting(folder, step)]
    return paths


def _fitting(folder: Path, step: str) -> list[Path]:
    if not is_pattern(step):
        path = folder / plain_path(step)
        return [path] if os.path.lexists(path) else []
    fits = re.compile(_as_regex(step), re.DOTALL)
    try:
        return sorted(path for path in folder.iterdir() if fits.fullmatch(path.name))
    except OSError:  # no folder, or none of this user
        return []


def _without_braces(pattern: str) -> tuple[str, int]:
    """The pattern with what stands in braces alone, and how many `{a,b}` stands for.

    Of more than `_MOST` it stops at the braces that make it so many.
    """
    flat, count = pattern, 1
    while count <= _MOST and (found := _GROUP.search(flat)):
        flat = f"{flat[: found.start()]}{found[1]}{flat[found.end() :]}"
        count *= found[1].count(",") + 1
    return flat, count


def _fault_of_step(step: str) -> str | None:
    rest = re.sub(r"\\.|\[(?:\\.|[^\]\\])+\]", "", step, flags=re.DOTALL)
    opened = next((sign for sign in "[{\\" if sign in rest), None)
    if opened == "\\":
        return "nothing follows its \\"
    if opened:
        return f"its {opened} is never closed; write \\{opened} for the character itself"
    try:
        re.compile(_as_regex(step))
    except re.error as error:
        return str(error)
    return None


def _as_regex(step: str) -> str:
    """The pattern of a name as Hadoop reads it."""
    parts = re.findall(r"\\.|\[(?:\\.|[^\]\\])+\]|.", step, re.DOTALL)
    return "".join(map(_part_as_regex, parts))


def _part_as_regex(part: str) -> str:
    if part == "*":
        return ".*"
    if part == "?":
        return "."
    if part[0] == "[" and part[1:]:
        inner = re.sub(r"([\[&~|])", r"\\\1", part[1:-1])
        return f"[{'^' + inner[1:] if inner[0] in '!^' else inner}]"
    return re.escape(plain_path(part))
