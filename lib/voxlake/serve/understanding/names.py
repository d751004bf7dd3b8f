"""Whom and what a text names, and what it says of each, as the job `find_entities` finds it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from voxlake.core.storage import read_bytes
from voxlake.entities.clauses import Clause, clauses_around
from voxlake.entities.finder import Finder, Names, finder_of, merged
from voxlake.entities.gazetteer import joined
from voxlake.entities.models import Look, open_models
from voxlake.entities.settings import EntitySettings
from voxlake.entities.written import written_names
from voxlake.text.plain import hashtags, mentions


@dataclass(frozen=True)
class Said:
    """The sentiment of a text: its label, and `positive - negative` from -1 to 1."""

    label: str
    score: float


@dataclass(frozen=True)
class Named:
    """A place of a text that names something.

    Attributes:
        entity: Who or what, as `post_entities` calls it.
        kind: brand, product, person, place, account, hashtag or another.
        source: gazetteer, mention, hashtag, or a model's name.
        mention: As it is written.
        start: Of it, in characters from 0.
        end: Behind it.
        probability: Of the name; None where nothing tells it.
        clause: The part of the text that is about it.
        sentiment: Of the clause; None where no model reads it.
    """

    entity: str
    kind: str
    source: str
    mention: str
    start: int
    end: int
    probability: float | None
    clause: str
    sentiment: Said | None


class EntityReader:
    """Finds the names of the config in texts."""

    def __init__(self, settings: EntitySettings) -> None:
        """Read the lists and load the models that the settings name.

        Raises:
            VoxlakeError: a list or model is missing or broken.
        """
        self._settings = settings
        self._finder: Finder = finder_of(Names.of(joined(written_names(settings, read_bytes))))
        self._look: Look | None = open_models(settings, read_bytes)

    @property
    def left_out(self) -> str | None:
        """What the job looks for and this does not; None for nothing."""
        table = self._settings.table
        return f"names of the table {table.path} are not looked for here" if table else None

    def read(
        self,
        text: str,
        language: str | None,
        whole: Said | None,
        of_clauses: Callable[[Sequence[str]], Sequence[Said | None]],
    ) -> list[Named]:
        """What a text names, in order.

        Args:
            text: Cleaned, as `posts` has it.
            language: ISO 639 code; None where it is not known.
            whole: Sentiment of the text; None where no model reads it.
            of_clauses: Gives the sentiment of parts of it.
        """
        sure = self._finder.places(text, mentions(text), hashtags(text))
        said = self._look(text, language) if self._look else []
        places = merged(sure, said)[: self._settings.max_places]
        if self._settings.sentiment == "clause":
            around = clauses_around(text, places, language)
        else:
            around = [Clause(0, len(text))] * len(places)
        clauses = [text[one.start : one.end] for one in around]
        parts = list(dict.fromkeys(one for one in clauses if one != text))
        known: dict[str, Said | None] = {text: whole}
        if whole is not None and parts:
            known |= dict(zip(parts, of_clauses(parts), strict=True))
        return [
            Named(
                place.entity,
                place.kind,
                place.source,
                text[place.start : place.end],
                place.start,
                place.end,
                place.probability,
                clause,
                known.get(clause),
            )
            for place, clause in zip(places, clauses, strict=True)
        ]
