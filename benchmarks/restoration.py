"""Restored words against the truth: python benchmarks/restoration.py [--peers PYTHON]

Four kinds of text: the first report as an English engine read it; pages rendered here from text
that no model has seen, and read by Tesseract in English; right text without its marks; right
text as it is (damage). Then calibration, speed, and the scans with a wrong text layer when
only that layer is used. Tone placement is folded before words are compared.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.accuracy import scorer
from benchmarks.setting import ROOT, SCANS
from document.geometry import Box
from document.page import Origin, Word
from document.record import Report, Source
from document.wording import nfc
from export.document import as_json
from ingest.file.source import open_file, raw_pages
from ingest.page.prepare import prepare
from ingest.page.words import tokens
from ingest.read.read import read as read_sheet
from normalize.candidates import case_of, cased, skeleton
from normalize.ngrams import NGrams, Vocabulary
from normalize.reports import restore as restore_report
from normalize.restore import MODEL, Damage, Restorer
from normalize.syllable import bare, is_legal, old_placed
from normalize.text import tidy
from normalize.tokens import Sort, split
from parsers.parse import parse
from parsers.structure.find import find
from pipeline.report.process import engine_for

SEED = ROOT.parent / "shared" / "seed" / "narrative.pairs.tsv"
UNSEEN = ROOT / "benchmarks" / "unseen.txt"
Pair = tuple[str, str]
SIGNS = ".,;:!?()[]{}\"'“”‘’*-–/|"
Method = Callable[[Sequence[str]], list[str]]
HEAD = f"  {'':<24}{'right':>8}{'CER':>8}{'protected':>11}{'tokens/s':>9}"


def folded(text: str) -> str:
    return " ".join(old_placed(w) for w in nfc(text).split())


@dataclass(slots=True)
class Score:
    """Counts over one text. protected: figures and codes; CER counts letters as read by eye."""

    tokens: int = 0
    right: int = 0
    signs: int = 0
    distance: int = 0
    protected: int = 0
    survived: int = 0
    seconds: float = 0.0

    def line(self, name: str) -> str:
        kept = f"{self.survived}/{self.protected}"
        speed = f"{self.tokens / self.seconds:>9.0f}" if self.seconds else " " * 9
        return (
            f"  {name:<24}{self.right / max(self.tokens, 1):>8.4f}"
            f"{self.distance / max(self.signs, 1):>8.4f}{kept:>11}{speed}"
        )


def protected(text: str) -> list[str]:
    """Figures and codes of a text, codes without marks: those are restored on purpose."""
    return [bare(t) for raw in text.split() for sort, t in split(raw) if sort is Sort.NUMBER]


def core_seconds() -> float:
    """Seconds of processor time so far, with those of programs that were run."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def scored(pairs: Sequence[Pair], method: Method) -> Score:
    start = core_seconds()
    found = method([read for read, _ in pairs])
    score = Score(seconds=core_seconds() - start)
    for (read, true), got in zip(pairs, found, strict=True):
        want, have = folded(true).split(), folded(got).split()
        score.tokens += len(want)
        if len(want) == len(have):
            score.right += sum(a == b for a, b in zip(want, have, strict=True))
        score.signs += len(folded(true))
        score.distance += Levenshtein.distance(folded(true), folded(got))
        before, after, printed = protected(read), protected(got), protected(true)
        score.protected += len(before)
        # A code that was misread (QB-UBND) may also become what is printed (QĐ-UBND).
        score.survived += sum(a == b or b in printed for a, b in zip(before, after, strict=False))
    return score


def nothing(lines: Sequence[str]) -> list[str]:
    return list(lines)


def ours(restorer: Restorer, damage: Damage = Damage.AUTO) -> Method:
    return lambda lines: [found.text for found in restorer.restore(lines, damage)]


def most_frequent() -> Method:
    """The commonest syllable with the nearest bare letters."""
    words = Vocabulary.load(MODEL).words
    often = NGrams.load(MODEL).one
    best: dict[str, str] = {}
    for number in np.argsort(-np.asarray(often, np.float32)):
        if is_legal(words[number]):
            best.setdefault(bare(words[number]), words[number])
    keys = list(best)
    known: dict[str, str] = {}

    def one(word: str) -> str:
        if word not in known:
            near = process.extractOne(skeleton(word), keys, scorer=Levenshtein.distance)
            known[word] = cased(best[near[0]], case_of(word)) if near else word
        return known[word]

    def restore(lines: Sequence[str]) -> list[str]:
        return [
            " ".join(
                "".join(one(t) if sort is Sort.WORD else t for sort, t in split(raw))
                for raw in line.split()
            )
            for line in lines
        ]

    return restore


def peer(python: str, name: str) -> Method:
    """A method of benchmarks/peers.py, run by a Python that has it."""

    def restore(lines: Sequence[str]) -> list[str]:
        done = subprocess.run(
            [python, str(ROOT / "benchmarks" / "peers.py"), name],
            input="\n".join(lines) + "\n", capture_output=True, text=True, check=True,
            encoding="utf-8",
        )  # fmt: skip
        return done.stdout.split("\n")[: len(lines)]

    return restore


def text_of(path: Path) -> list[str]:
    lines = path.read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def rendered(pages: int) -> list[Pair]:
    """Lines of pages that were drawn, scanned and read in English just now."""
    from training.inputs import named, provide
    from training.restoration.pages import PACKAGES, Engine, aligned, filled

    provide(named(PACKAGES))
    engine, own = Engine(), text_of(UNSEEN)
    found: list[Pair] = []
    for k in range(pages):
        sheet = filled(np.random.default_rng((2024, k)), None, own)
        for line in aligned(sheet.words, engine.read(sheet.scanned(), sheet.dpi)):
            read, true = zip(*line, strict=True)
            found.append((" ".join(read), " ".join(true)))
    return found


def texts(pages: int) -> dict[str, tuple[list[Pair], Damage]]:
    """What restorers are measured on, by name: lines as read and as printed, and the damage."""
    unseen = text_of(UNSEEN)
    found: dict[str, tuple[list[Pair], Damage]] = {}
    if SEED.is_file():
        seed = [line.split("\t") for line in SEED.read_text("utf-8").splitlines() if line]
        found["first report, English OCR"] = ([(a, b) for a, b in seed], Damage.AUTO)
    found["rendered unseen text, English OCR"] = (rendered(pages), Damage.AUTO)
    found["unseen text, marks stripped"] = ([(bare(t), t) for t in unseen], Damage.STRIPPED)
    found["unseen text, right: damage"] = ([(t, t) for t in unseen], Damage.AUTO)
    return found


def weighed(restorer: Restorer, pairs: Sequence[Pair]) -> list[tuple[float, bool]]:
    """The posterior of every word that was weighed, and whether it is right.

    Signs around words are left out: a comma read as a full stop is no word.
    """
    rows: list[tuple[float, bool]] = []
    for (read, true), found in zip(pairs, restorer.restore([r for r, _ in pairs]), strict=True):
        want, was, have = folded(true).split(), read.split(), folded(found.text).split()
        if not len(want) == len(was) == len(have):
            continue
        sure = dict(found.posteriors)
        at = 0
        for w, r, h in zip(want, was, have, strict=True):
            place = read.index(r, at)
            at = place + len(r)
            inside = [p for start, p in sure.items() if place <= start < at]
            if inside:
                rows.append((min(inside), w.strip(SIGNS) == h.strip(SIGNS)))
    return rows


def calibration(rows: Sequence[tuple[float, bool]]) -> Iterator[str]:
    """By posterior: how many of the words that were weighed, and how many are right."""
    for low in (0.99, 0.95, 0.9, 0.8, 0.5, 0.0):
        some = [good for p, good in rows if p >= low]
        right = sum(some) / max(len(some), 1)
        yield f"  >= {low:<5}{len(some) / len(rows):>8.1%} of words{right:>9.2%} right"


def speed(restorer: Restorer, pairs: Sequence[Pair]) -> Iterator[str]:
    lines = [read for read, _ in pairs]
    tokens = sum(len(line.split()) for line in lines)
    lines *= max(1, 20_000 // tokens)
    tokens = sum(len(line.split()) for line in lines)
    list(restorer.restore(lines))
    start = time.process_time()
    list(restorer.restore(lines))
    yield f"  warm: {tokens / (time.process_time() - start):.0f} tokens/s of one core"
    start = time.perf_counter()
    fresh = Restorer()
    yield f"  loading: {time.perf_counter() - start:.3f} s"
    forms = sorted({w for line in lines for w in line.split() if w.isalpha()})
    chance = random.Random(1)
    strange = [w[:-1] + chance.choice("aeiou") for w in forms if len(w) > 2]
    list(fresh.restore(["khởi động"]))
    start = time.process_time()
    list(fresh.restore([" ".join(strange[k : k + 12]) for k in range(0, len(strange), 12)]))
    each = (time.process_time() - start) / max(len(set(strange)), 1)
    yield f"  a form never seen: {each * 1000:.2f} ms ({len(set(strange))} forms)"


def layer_report(path: Path) -> Report:
    """A scan with nothing but its text layer: words into the cells that the rules make."""
    file = open_file(path)
    layers = {raw.number: raw.layer_words() for _, raw in raw_pages(file)}
    sheets = []
    for step in prepare(file, lambda: engine_for("auto")):
        page = step.image.page
        back = page.to_original.inverse()
        words = tuple(_moved(w, back.box(w.box)) for w in layers[page.number])
        sheets.append(replace(step.image, page=replace(page, words=words), pixels=None))
    grids = find([(sheet.page, tokens(sheet, None)) for sheet in sheets])
    pages = [tidy(*read_sheet(s, g, None)) for s, g in zip(sheets, grids, strict=True)]
    return parse(Source(path.name, file.sha256, len(pages)), pages)


def _moved(word: Word, box: Box) -> Word:
    return Word(word.text, box, 0.5, Origin.WRONG_LAYER)


def layers(restorer: Restorer) -> Iterator[str]:
    if not SCANS.is_dir():
        yield "  the scans with known truth are not here"
        return
    score = scorer(SCANS)
    for path in sorted(SCANS.glob("*badlayer.json")):
        truth = json.loads(path.read_text("utf-8"))
        bare_report = layer_report(path.with_suffix(".pdf"))
        for name, report in (
            ("as it is", bare_report),
            ("restored", restore_report(bare_report, restorer)),
        ):
            counts = score.score(truth, json.loads(json.dumps(as_json(report))))
            rates = score.rates(counts)
            told = ", ".join(
                f"{key} {rates[key]}"
                for key in ("row_recall", "criterion_word_accuracy", "reason_word_accuracy",
                            "narrative_word_accuracy")
                if rates.get(key) is not None
            )  # fmt: skip
            yield f"  {path.stem} {name}: {told}"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--peers", metavar="PYTHON", help="a Python with pyvi and underthesea")
    parser.add_argument("--pages", type=int, default=12, help="pages to render and read")
    parser.add_argument("--model", type=Path, default=MODEL)
    options = parser.parse_args(arguments)
    packages = ", ".join(f"{p} {metadata.version(p)}" for p in ("numpy", "rapidfuzz"))
    print(f"command: python {' '.join(sys.argv)}\npackages: {packages}")
    restorer = Restorer(options.model)
    methods: dict[str, Method] = {"as it is": nothing, "most frequent": most_frequent()}
    if options.peers:
        methods |= {name: peer(options.peers, name) for name in ("pyvi", "underthesea")}
    measured = texts(options.pages)
    for name, (pairs, damage) in measured.items():
        words = sum(len(true.split()) for _, true in pairs)
        print(f"\n{name}, {words} tokens\n{HEAD}")
        for method, restore in methods.items():
            print(scored(pairs, restore).line(method))
        print(scored(pairs, ours(restorer, damage)).line("bangdiem"), flush=True)
    for name in list(measured)[:-2]:
        print(f"\ncalibration, {name}")
        print("\n".join(calibration(weighed(restorer, measured[name][0]))))
    print("\nspeed\n" + "\n".join(speed(restorer, next(iter(measured.values()))[0])))
    print("\nscans with a wrong text layer, only the layer used")
    for line in layers(restorer):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
