"""Sends what is approved and due, once: what is about to be sent is written down first."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from voxlake.core.errors import ConfigError
from voxlake.marketing.publishing.publication import (
    APPROVED,
    ASK,
    FAILED,
    SENDING,
    SENT,
    Publication,
)
from voxlake.marketing.publishing.publishers.publisher import (
    NoAnswerError,
    Outgoing,
    Publisher,
    RefusedError,
)
from voxlake.marketing.publishing.settings import PublishingSettings

_log = logging.getLogger(__name__)

Keep = Callable[[Publication], None]
Open = Callable[[str], Publisher]


@dataclass
class Sender:
    """Sends publications one by one, and keeps each change of each before going on.

    Args:
        open_publisher: The publisher of an account; signs in where it must.
        keep: Writes a row to `publications`; what it has returned from is there after a crash.
        now: The time, in UTC with its zone.
        settings: Accounts, and how late is too late.
    """

    open_publisher: Open
    keep: Keep
    now: Callable[[], datetime]
    settings: PublishingSettings

    def send_all(self, publications: Iterable[Publication]) -> dict[str, int]:
        """Send those that are due; returns how many ended in each state.

        A row of `sending` is of a run that ended between sending and writing. It is sent again
        where the network knows the key of the first time, and is asked about where it does not.
        What one network refuses stops no other.
        """
        opened: dict[str, Publisher | Exception] = {}
        counts: dict[str, int] = {}
        ordered = sorted(publications, key=lambda p: (p.scheduled_at, p.publication_id))
        for one in ordered:
            if one.state in (APPROVED, SENDING) and one.scheduled_at <= self.now():
                after = self._sent(one, opened)
                counts[after.state] = counts.get(after.state, 0) + 1
        return counts

    def _sent(self, one: Publication, opened: dict[str, Publisher | Exception]) -> Publication:
        if hindrance := self._hindrance(one):
            state = ASK if one.state == SENDING else FAILED  # it may be there by an earlier run
            return self._kept(replace(one, state=state, error=hindrance))
        publisher = self._opened(one.account or "", opened)
        if isinstance(publisher, RefusedError) and one.state == APPROVED:
            return self._kept(replace(one, state=FAILED, error=str(publisher)))
        if isinstance(publisher, Exception):  # nothing was sent: the next run tries again
            return self._kept(replace(one, error=str(publisher)))
        if one.state == SENDING and not self._knows_key(one, publisher):
            return self._kept(replace(one, state=ASK, error=_asked(one)))
        begun = replace(
            one,
            state=SENDING,
            sending_at=one.sending_at or self.now(),
            attempt_count=one.attempt_count + 1,
            error=None,
        )
        self.keep(begun)
        return self._kept(self._answered(begun, publisher))

    def _answered(self, begun: Publication, publisher: Publisher) -> Publication:
        """What became of a send."""
        try:
            sent = publisher.send(_outgoing(begun))
        except RefusedError as error:
            return replace(begun, state=FAILED, error=str(error))
        except NoAnswerError as error:
            if publisher.key_life is None:
                return replace(begun, state=ASK, error=f"{error} {_LOOK}")
            return replace(begun, error=f"{error} The next run sends it again with the same key.")
        return replace(
            begun,
            state=SENT,
            sent_at=self.now(),
            network_post_id=sent.network_post_id,
            network_url=sent.url,
        )

    def _hindrance(self, one: Publication) -> str | None:
        """Why a post must not go out at all; None: it may."""
        if not one.approved_by or one.approved_at is None:
            return "nobody approved it"
        if one.account not in self.settings.accounts:
            return f"publishing.accounts has no account {one.account!r}"
        late = self.now() - one.scheduled_at
        if one.state == APPROVED and late > timedelta(hours=self.settings.late_hours):
            return (
                f"its time passed more than {self.settings.late_hours:g} hours ago "
                "(publishing.late_hours): approve it anew to send it now"
            )
        return None

    def _opened(
        self, account: str, opened: dict[str, Publisher | Exception]
    ) -> Publisher | Exception:
        if account not in opened:
            try:
                opened[account] = self.open_publisher(account)
            except (RefusedError, NoAnswerError, ConfigError) as error:
                opened[account] = error
        return opened[account]

    def _knows_key(self, one: Publication, publisher: Publisher) -> bool:
        began = one.sending_at
        life = publisher.key_life
        return life is not None and began is not None and self.now() - began <= life

    def _kept(self, one: Publication) -> Publication:
        self.keep(one)
        _log.info("%s on %s: %s", one.publication_id, one.account, one.state)
        return one


_LOOK = "Look whether it stands there, and say `sent` or `approve` of it in publishing.approvals."


def _asked(one: Publication) -> str:
    return (
        f"A run ended while it was sent, and {one.network} knows no key by which a second send "
        f"would be the same post (any more). {_LOOK}"
    )


def _outgoing(one: Publication) -> Outgoing:
    return Outgoing(
        publication_id=one.publication_id,
        key=one.idempotency_key,
        text=one.text,
        first_sent_at=one.sending_at or one.scheduled_at,
        image_path=one.image_path,
        alt_text=one.alt_text,
    )


def states_told(counts: Mapping[str, int]) -> dict[str, int]:
    """Counts by state in the order in which people look: what they must do first."""
    return {
        state: counts[state] for state in (ASK, FAILED, SENDING, APPROVED, SENT) if state in counts
    }
