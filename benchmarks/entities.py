"""Names of a list of 50,000 in 100,000 texts, beside spaCy's PhraseMatcher and flashtext.

    python -m pip install spacy flashtext
    python benchmarks/entities.py [--texts 100000] [--names 50000]

All on one core: how long each takes to make ready, and to find what the texts name. The words of
texts and names are drawn by Zipf's law; texts have fifteen, names two to four of them, or one of
the rarer half. One text in two has a name of the list put in. spaCy compares its own tokens in
lower case, flashtext characters.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterable

from voxlake.entities.finder import Finder
from voxlake.entities.gazetteer import Alias

VOCABULARY, WORDS, SEED = 50_000, 15, 7
Look = Callable[[str], int]
"""Says how many names a text has."""


def main() -> None:
    """Measure each and print its seconds and its ratio to ours."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--texts", type=int, default=100_000)
    parser.add_argument("--names", type=int, default=50_000)
    asked = parser.parse_args()
    names, texts = drawn(asked.names, asked.texts)
    own = 0.0
    for name, make in {"voxlake": ours, "flashtext": flashtext, "spaCy": phrase_matcher}.items():
        try:
            start = time.process_time()
            look = make(names)
            ready = time.process_time()
            found = sum(map(look, texts))
        except ModuleNotFoundError as error:
            print(f"{name:<10} is not installed: {error}")
            continue
        seconds = time.process_time() - ready
        print(f"{name:<10} ready in {ready - start:6.1f} s, {seconds:6.1f} s, {found:,} names")
        if own:
            print(f"ratio entities, {name} to voxlake: {seconds / own:.1f}", flush=True)
        own = own or seconds


def drawn(name_count: int, text_count: int) -> tuple[list[str], list[str]]:
    """Names, and texts of which one in two has one."""
    draws = random.Random(SEED)
    words = [spelled(number) for number in range(VOCABULARY)]
    weights = [1 / (10 + rank) for rank in range(VOCABULARY)]
    pool = draws.choices(words, weights, k=4 * name_count + WORDS * text_count)
    names: set[str] = set()
    while len(names) < name_count:
        start = draws.randrange(len(pool) - 4)
        length = draws.choice((1, 2, 2, 3, 4))
        one = words[draws.randrange(VOCABULARY // 2, VOCABULARY)]
        names.add(one if length == 1 else " ".join(pool[start : start + length]))
    known = sorted(names)
    texts = []
    for _ in range(text_count):
        start = draws.randrange(len(pool) - WORDS)
        said = pool[start : start + WORDS]
        if draws.random() < 1 / 2:
            said[draws.randrange(WORDS)] = draws.choice(known).title()
        texts.append(" ".join(said))
    return known, texts


def spelled(number: int) -> str:
    """A word for each number, of syllables."""
    syllables = ("ba", "de", "fi", "go", "ku", "la", "me", "ni", "so", "tu")
    return "".join(syllables[int(digit)] for digit in str(number + 10))


def ours(names: Iterable[str]) -> Look:
    """What find_entities looks with."""
    finder = Finder(Alias(name, name, "brand", is_exact=False) for name in names)
    return lambda text: len(finder.places(text))


def flashtext(names: Iterable[str]) -> Look:
    """FlashText (Singh 2017)."""
    from flashtext import KeywordProcessor  # noqa: PLC0415  (need not be installed)

    processor = KeywordProcessor(case_sensitive=False)
    for name in names:
        processor.add_keyword(name)
    return lambda text: len(processor.extract_keywords(text, span_info=True))


def phrase_matcher(names: Iterable[str]) -> Look:
    """The PhraseMatcher of spaCy; where names lie over each other it tells them all."""
    import spacy  # noqa: PLC0415  (need not be installed)
    from spacy.matcher import PhraseMatcher  # noqa: PLC0415

    nlp = spacy.blank("en")
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    matcher.add("NAME", list(nlp.pipe(names)))
    return lambda text: len(spacy.util.filter_spans(matcher(nlp.make_doc(text), as_spans=True)))


if __name__ == "__main__":
    main()
