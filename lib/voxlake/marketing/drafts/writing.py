"""Has a generator write the drafts that are planned, and knows when to stop asking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voxlake.marketing.drafts.generators.interface import Answer, Budget, Generator, Request
from voxlake.marketing.drafts.grounds import Grounds
from voxlake.marketing.drafts.plan import Planned
from voxlake.marketing.drafts.prompts import prompt_of
from voxlake.marketing.drafts.settings import DraftSettings
from voxlake.marketing.generating.errors import NoAnswerError, StoppedError


@dataclass(frozen=True)
class Written:
    """A draft as the generator wrote it."""

    planned: Planned
    model: str
    prompt: str
    answer: Answer


@dataclass(frozen=True)
class Harvest:
    """What came of the requests of a run."""

    written: tuple[Written, ...]
    failures: tuple[str, ...]
    """Why requests got no draft, in order."""
    stopped: str = ""
    """Why the rest was not asked for; empty where all were."""


def write_drafts(
    planned: Sequence[Planned],
    grounds: Mapping[str, Grounds],
    generator: Generator,
    budget: Budget,
    settings: DraftSettings,
) -> Harvest:
    """Ask for each draft; stop where asking on is in vain, and keep what came until then.

    Args:
        planned: Those that are not stored yet.
        grounds: What is known of each item.
        generator: Who writes.
        budget: What the run may cost.
        settings: Brand rules, and `address.give_up_after` requests in a row without an answer.
    """
    written: list[Written] = []
    failures: list[str] = []
    in_a_row = 0
    for one in planned:
        known = grounds[one.brief.item]
        prompt = prompt_of(one.brief, settings.brand, known)
        try:
            request = Request(one.brief, settings.brand, known, prompt, one.seed)
            answer = generator.write(request, budget)
            written.append(Written(one, generator.model, prompt, answer))
            in_a_row = 0
        except StoppedError as error:
            return Harvest(tuple(written), tuple(failures), str(error))
        except NoAnswerError as error:
            failures.append(str(error))
            in_a_row += 1
        if in_a_row >= settings.address.give_up_after:
            told = f"{in_a_row} requests in a row got no draft; the last: {failures[-1]}"
            return Harvest(tuple(written), tuple(failures), told)
    return Harvest(tuple(written), tuple(failures))
