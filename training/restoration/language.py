"""Build the language model: counts of law, running text of the project's own, names of places.

    python -m training.restoration.language --out FOLDER

Each source is estimated by itself and they are mixed linearly; the weights were chosen on text
that none of them holds (docs/design/restoration.md).
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from document.wording import nfc
from normalize import lexicon
from normalize.ngrams import (
    Counts,
    NGrams,
    Vocabulary,
    estimate,
    mixed,
    pruned,
)
from normalize.syllable import is_legal
from normalize.tokens import said
from training.inputs import inside
from training.restoration.law import counts as law_counts
from training.restoration.packages import NAMED, PROGRAMS, WORDS, dictionary, program_lines
from training.restoration.pages import TEXT, own_paragraphs

WEIGHTS = {
    "law": 0.15, "own": 0.5, "reports": 0.24, "words": 0.05, "programs": 0.02, "names": 0.02,
    "places": 0.02,
}  # fmt: skip
"""Of each source; "reports" are the part of the own text that is nearest to the reports."""
BY_CONTEXT = 0.5
LISTS = ("words", "names", "places")
LIST_DISCOUNT = 0.2
"""What is taken off the count of a pair in a list: there a single count is no accident."""
PEOPLE = 10
"""How often the names of people are counted: their list is short, the places' is long."""
GAIN = 0.2
NAMES_IN_TEXT = 0.02
"""Share of the words of a report that stand in names."""
ANY_CAPITAL = 0.03
"""P that a word which is no name has a capital inside a sentence."""
LEAST_SYLLABLE, LEAST_OTHER = 3, 40
"""How often law must hold a syllable, and a word that is none, for the vocabulary."""


def own_text(folder: Path) -> list[str]:
    """The running text below a folder and the lists, and each paragraph once more with its
    abbreviations."""
    named = [*lexicon.lines("criteria.txt"), *lexicon.lines("posts.txt")]
    text = [nfc(p) for p in (*own_paragraphs(folder), *named)]
    listed = [*lexicon.lines("vocabulary.txt"), *lexicon.lines("headings.txt")]
    return text + lexicon.shortened(text) + [nfc(line) for line in listed]


def vocabulary(law: Mapping[str, int], *texts: Iterable[Sequence[str]]) -> Vocabulary:
    words: Counter[str] = Counter()
    for text in texts:
        for run in text:
            words.update(run)
    for word, count in law.items():
        if count >= (LEAST_SYLLABLE if is_legal(word) else LEAST_OTHER):
            words[word] += count
    for name in lexicon.pairs("abbreviations.tsv"):
        words[name.lower()] += 1
    return Vocabulary.of(w for w, _ in words.most_common())


def law_model(words: Vocabulary) -> Counts:
    """The counts of law over a vocabulary; what it lacks is UNKNOWN."""
    tables: list[Counter[tuple[int, ...]]] = []
    for order in (1, 2, 3):
        table: Counter[tuple[int, ...]] = Counter()
        for key, count in law_counts(order):
            table[tuple(words.number(w) for w in key)] += count
        tables.append(table)
    one = {key[0]: float(c) for key, c in tables[0].items()}
    return Counts(one, tables[1], tables[2])


def capital(
    law: Mapping[str, int], places: Iterable[Sequence[str]], words: Vocabulary
) -> NDArray[np.float32]:
    """log P that a word inside a sentence has a capital, from how often places are named by it."""
    named: Counter[str] = Counter()
    for run in places:
        named.update(run)
    every_law, every_name = sum(law.values()), sum(named.values())
    logs = np.zeros(len(words.words), np.float32)
    for number, word in enumerate(words.words):
        as_name = NAMES_IN_TEXT * named[word] / every_name
        as_word = (law.get(word, 0) + 20) / every_law
        logs[number] = np.log(as_name / (as_name + as_word) + ANY_CAPITAL)
    return logs


def numbered(runs: Iterable[Sequence[str]], words: Vocabulary) -> Iterator[list[int]]:
    for run in runs:
        yield [words.number(w) for w in run]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    law = {key[0]: count for key, count in law_counts(1)}
    own = [said(p) for p in own_text(TEXT)]
    people = [said(name) for name in lexicon.lines("names.txt")]
    places = [said(p) for p in lexicon.lines("places.txt")] + people * PEOPLE
    listed = [said(w) for w in dictionary(inside(WORDS))]
    listed = [run for run in listed if all(is_legal(w) for w in run)]
    texts = {
        "own": own,
        "reports": [said(p) for p in own_text(TEXT / "reports")],
        "words": listed,
        "programs": [said(line) for line in program_lines(map(inside, PROGRAMS))],
        "names": [said(line) for line in program_lines(map(inside, NAMED))],
        "places": places,
    }
    words = vocabulary(law, own, places, listed)
    size = len(words.words)
    running = ", ".join(f"{sum(map(len, runs))} {name}" for name, runs in texts.items())
    print(f"{size} words; running words: {running}", file=sys.stderr)
    parts: dict[str, NGrams] = {"law": estimate(law_model(words), size)}
    for name, runs in texts.items():
        counts = Counts.of(numbered(runs, words))
        if name in LISTS:
            parts[name] = estimate(counts, size, LIST_DISCOUNT)
        else:
            parts[name] = estimate(counts.by_contexts(), size)
    whole = mixed([(parts[name], weight) for name, weight in WEIGHTS.items()], BY_CONTEXT)
    model = pruned(whole, GAIN)
    model.save(options.out)
    np.save(options.out / "capital.npy", capital(law, places, words), allow_pickle=False)
    words.save(options.out)
    print(f"{len(model.two_key)} pairs, {len(model.three_key)} triples", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
