"""Sends what waits, once by each channel: what is about to be sent is written down first.

The same rule as for posts (`marketing.publishing.sending`). A row of the state `sending` is of a
run that ended between sending and writing, or got no answer. Where the receiver knows the key of
the first try (webhook, folder) the same message is sent again with it. Where it does not (chat,
mail) it is not sent again: it may have arrived, and its state `unknown` says so.
"""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from voxlake.core.errors import ConfigError, VoxlakeError
from voxlake.marketing.publishing.publishers.publisher import NoAnswerError, RefusedError
from voxlake.warnings.channels.channel import Channel
from voxlake.warnings.delivery import (
    FAILED,
    LEFT,
    SENDING,
    SENT,
    UNKNOWN,
    WAITING,
    Delivery,
    is_quiet,
    message_key,
)
from voxlake.warnings.messages import File, Message, bundled, further_of
from voxlake.warnings.settings import ChannelSettings, WarningSettings

_log = logging.getLogger(__name__)

_MAY_HAVE = (
    "A run ended while it was sent, and its channel knows no key by which a second one would be "
    "the same message: it may have arrived, and is not sent again."
)


@dataclass(frozen=True)
class Sender:
    """Sends deliveries channel by channel; what one channel refuses stops no other.

    Attributes:
        open_channel: What sends by a channel; reads its secrets.
        keep: Writes rows to `warnings_sent`; what it has returned from is there after a crash.
        excerpts: Short excerpts of posts by id, of those that are still there.
        read: The bytes of a file that goes with a summary.
        now: The time, in UTC with its zone.
        zone: The lake's.
        settings: Channels, and how much goes into a message.
    """

    open_channel: Callable[[ChannelSettings], Channel]
    keep: Callable[[Sequence[Delivery]], None]
    excerpts: Callable[[Sequence[str]], dict[str, str]]
    read: Callable[[str], bytes]
    now: Callable[[], datetime]
    zone: str
    settings: WarningSettings

    def send_all(self, deliveries: Iterable[Delivery]) -> dict[str, list[Delivery]]:
        """Send what is to go out now; returns what became of each channel's."""
        by_channel: defaultdict[str, list[Delivery]] = defaultdict(list)
        for one in deliveries:
            by_channel[one.channel].append(one)
        return {name: self._send_by(name, mine) for name, mine in sorted(by_channel.items())}

    def _send_by(self, name: str, mine: list[Delivery]) -> list[Delivery]:
        if (settings := self.settings.channels.get(name)) is None:
            why = f"warnings.channels has no channel {name!r} any more"
            return self._kept([replace(one, state=LEFT, error=why) for one in mine])
        due = self._due(mine, settings)
        held = [one for one in mine if one not in due]
        done = self._kept(held)
        if not due:
            return done
        try:
            channel = self.open_channel(settings)
        except ConfigError as error:  # nothing was sent: the next run tries again
            return [*done, *self._kept([replace(one, error=str(error)) for one in due])]
        begun = [one for one in due if one.state == SENDING]
        fresh = [one for one in due if one.state != SENDING]
        return [
            *done,
            *chain.from_iterable(self._again(group, channel) for group in _by_message(begun)),
            *chain.from_iterable(
                self._first_time(told, rest, channel)
                for told, rest in bundled(fresh, self.settings)
            ),
        ]

    def _due(self, mine: list[Delivery], settings: ChannelSettings) -> list[Delivery]:
        """What is to go out now; of a message that was begun all of it, or nothing."""
        free = [one for one in mine if not self._is_held(one, settings)]
        going = {one.message_key for one in free if one.state == SENDING}
        return [
            one
            for one in mine
            if one in free or (one.state == SENDING and one.message_key in going)
        ]

    def _is_held(self, one: Delivery, settings: ChannelSettings) -> bool:
        passes = one.level == "urgent" and settings.urgent_passes
        return not passes and is_quiet(settings, self.now(), self.zone)

    def _first_time(
        self, told: list[Delivery], rest: list[Delivery], channel: Channel
    ) -> list[Delivery]:
        now = self.now()
        key = message_key(told[0].channel, [*told, *rest], now)
        places = [*range(1, len(told) + 1), *([None] * len(rest))]
        begun = [
            replace(
                one,
                state=SENDING,
                message_key=key,
                place=place,
                sending_at=now,
                attempt_count=one.attempt_count + 1,
                error=None,
            )
            for one, place in zip([*told, *rest], places, strict=True)
        ]
        was_tried = not channel.knows_key and any(one.state == FAILED for one in told)
        return self._sent(self._kept(begun), channel, was_tried=was_tried)

    def _again(self, group: list[Delivery], channel: Channel) -> list[Delivery]:
        """What a run left between sending and writing."""
        if not channel.knows_key:
            return self._kept([replace(one, state=UNKNOWN, error=_MAY_HAVE) for one in group])
        if group[0].attempt_count >= self.settings.attempts:
            return self._kept([replace(one, state=LEFT) for one in group])
        begun = [replace(one, attempt_count=one.attempt_count + 1) for one in group]
        return self._sent(self._kept(begun), channel, was_tried=False)

    def _sent(self, begun: list[Delivery], channel: Channel, *, was_tried: bool) -> list[Delivery]:
        """What became of a message that was written down."""
        try:
            channel.send(self._message(begun, was_tried=was_tried))
        except RefusedError as error:
            return self._kept([self._failed(one, str(error)) for one in begun])
        except NoAnswerError as error:
            if channel.knows_key:
                why = f"{error} The next run sends it again with the same key."
                return self._kept([replace(one, error=why) for one in begun])
            why = f"{error} It may have arrived, and is not sent again."
            return self._kept([replace(one, state=UNKNOWN, error=why) for one in begun])
        now = self.now()
        return self._kept([replace(one, state=SENT, sent_at=now, error=None) for one in begun])

    def _failed(self, one: Delivery, why: str) -> Delivery:
        is_over = one.attempt_count >= self.settings.attempts
        return replace(one, state=LEFT if is_over else FAILED, error=why)

    def _message(self, begun: Sequence[Delivery], *, was_tried: bool) -> Message:
        told = sorted((one for one in begun if one.place), key=lambda one: one.place or 0)
        posts = [post for one in told for post in one.post_ids]
        first = told[0]
        return Message(
            key=first.message_key or "",
            began_at=first.sending_at or first.noticed_at,
            told=told,
            further=further_of([one for one in begun if not one.place]),
            excerpts=self.excerpts(posts) if self.settings.excerpts and posts else {},
            links=self.settings.links,
            files=[self._file(place) for place in first.files or ()],
            was_tried=was_tried,
        )

    def _file(self, place: str) -> File:
        try:
            return File(place.rpartition("/")[2], self.read(place))
        except FileNotFoundError as error:
            raise RefusedError("The file of the summary is gone: write it again.") from error
        except (OSError, VoxlakeError) as error:
            raise RefusedError(f"The file of the summary cannot be read: {error}") from error

    def _kept(self, rows: Sequence[Delivery]) -> list[Delivery]:
        if rows:
            self.keep(rows)
            for state, count in Counter(one.state for one in rows).items():
                _log.info("channel %s: %d %s", rows[0].channel, count, state)
        return list(rows)


def _by_message(rows: Iterable[Delivery]) -> list[list[Delivery]]:
    groups: defaultdict[str | None, list[Delivery]] = defaultdict(list)
    for one in rows:
        groups[one.message_key].append(one)
    return list(groups.values())


def told_of(rows: Sequence[Delivery]) -> str:
    """What became of a channel's rows, in words: what people must look at first."""
    counts = Counter(one.state for one in rows)
    order = (UNKNOWN, LEFT, FAILED, SENDING, WAITING, SENT)
    told = ", ".join(f"{counts[state]:,} {state}" for state in order if state in counts)
    why = next(
        (one.error for state in order for one in rows if one.state == state and one.error), ""
    )
    return f"{told}. {why}".rstrip() if why else told
