"""How the restoration of Vietnamese is learnt; docs/design/restoration.md tells why so."""

from __future__ import annotations

from pathlib import Path

from training.recipe import Command, Recipe

_PAGES = {"eng": {1: 320, 2: 500, 3: 700}, "vie": {11: 120, 12: 160}}
"""By the language in which Tesseract reads them, and by seed: how many pages are drawn."""
_HERE = Path("training") / "restoration"
_LEXICON = Path("normalize") / "lexicon"
_LISTS = (
    "abbreviations.tsv", "criteria.txt", "headings.txt", "names.txt", "places.txt", "posts.txt",
    "vocabulary.txt",
)  # fmt: skip


def _pairs(language: str) -> dict[str, Command]:
    """The file of pairs that each drawing of pages gives, and its command."""
    return {
        (file := f"{{work}}/{language}-{seed}.tsv"): (
            "-m", "training.restoration.pages", "--language", language,
            "--pages", str(pages), "--seed", str(seed), "--out", file,
        )
        for seed, pages in _PAGES[language].items()
    }  # fmt: skip


RESTORATION = Recipe(
    name="restoration",
    home=Path("normalize") / "model",
    sources=(_HERE / "law_counts", _HERE / "text", *(_LEXICON / name for name in _LISTS)),
    seeds={f"pages in {language} {seed}": seed for language in _PAGES for seed in _PAGES[language]},
    steps=(
        *_pairs("eng").values(),
        *_pairs("vie").values(),
        ("-m", "training.restoration.channel", *_pairs("eng"), "--out", "{model}"),
        ("-m", "training.restoration.language", "--out", "{model}"),
        ("-m", "training.restoration.slips", *_pairs("vie"), "--out", "{model}"),
    ),
    measures={
        "text held out": (
            "-m", "training.restoration.evaluate", "--model", "{model}", "--json", "{json}",
        ),
    },
)  # fmt: skip
