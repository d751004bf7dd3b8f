"""Faults of a page, as they are found and told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from voxlake.marketing.content.rules import RULES


class Finding(NamedTuple):
    """A rule that is broken at a place."""

    rule: str
    line: int | None
    element: str | None
    found: str
    proposal: str


def finding(
    rule: str, line: int | None = None, element: str | None = None, **said: object
) -> Finding:
    """A finding of a rule, whose sentences are filled with what is said."""
    told = RULES[rule]
    return Finding(rule, line, element, told.found.format(**said), told.proposal.format(**said))


def at_most(findings: Iterable[Finding], most: int) -> list[Finding]:
    """Findings of which each rule is told so often; the last of a rule says how many more."""
    every = list(findings)
    counts, seen = Counter(one.rule for one in every), Counter[str]()
    kept = []
    for one in every:
        seen[one.rule] += 1
        if seen[one.rule] > most:
            continue
        more = counts[one.rule] - most
        if seen[one.rule] == most and more > 0:
            kept.append(one._replace(found=f"{one.found} And {more:,} more of this kind."))
        else:
            kept.append(one)
    return kept
