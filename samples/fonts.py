"""Finds free fonts with all Vietnamese letters on this machine and registers them.

Tinos and Arimo have the widths of the typefaces that offices use. The Liberation fonts have them
too, but lack 92 of the Vietnamese letters (seen in version 2.1.5), so they are no substitute.
"""

from __future__ import annotations

from pathlib import Path

from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FAMILIES = {"serif": "Tinos", "sans": "Arimo"}
STYLES = {(0, 0): "Regular", (1, 0): "Bold", (0, 1): "Italic", (1, 1): "BoldItalic"}
MORE = {
    "DejaVu Sans": ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique"),
    "DejaVu Serif": ("DejaVuSerif", "DejaVuSerif-Bold", "DejaVuSerif-Italic"),
    "DejaVu Sans Condensed": (
        "DejaVuSansCondensed", "DejaVuSansCondensed-Bold", "DejaVuSansCondensed-Oblique"
    ),
    "FreeSerif": ("FreeSerif", "FreeSerifBold", "FreeSerifItalic"),
    "FreeSans": ("FreeSans", "FreeSansBold", "FreeSansOblique"),
    "Carlito": ("Carlito-Regular", "Carlito-Bold", "Carlito-Italic"),
    "Charis SIL": ("CharisSIL-Regular", "CharisSIL-Bold", "CharisSIL-Italic"),
    "Gentium Plus": ("GentiumPlus-Regular", "GentiumPlus-Bold", "GentiumPlus-Italic"),
    "Noto Sans": ("NotoSans-Regular", "NotoSans-Bold", "NotoSans-Italic"),
    "Noto Serif": ("NotoSerif-Regular", "NotoSerif-Bold", "NotoSerif-Italic"),
    "Open Sans": ("OpenSans-Regular", "OpenSans-Bold", "OpenSans-Italic"),
    "Roboto": ("Roboto-Regular", "Roboto-Bold", "Roboto-Italic"),
}  # fmt: skip
"""Other free fonts with all Vietnamese letters: their files for upright, bold and italic."""
FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("/Library/Fonts"),
    Path("C:/Windows/Fonts"),
    Path.home() / ".local/share/fonts",
    Path.home() / "Library/Fonts",
)


class FontMissing(Exception):
    """The message says what to install."""


def register() -> None:
    """Make the families "serif" and "sans" known to the typesetter, in four styles each.

    A style is named FAMILY-STYLE, e.g. "serif-Bold". FontMissing when a file is not found.
    """
    for family, stem in FAMILIES.items():
        for (bold, italic), style in STYLES.items():
            name = f"{family}-{style}"
            pdfmetrics.registerFont(TTFont(name, _find(f"{stem}-{style}.ttf")))
            addMapping(family, bold, italic, name)


def register_more() -> tuple[str, ...]:
    """Make known what is on this machine of MORE besides the two; all families, by name."""
    register()
    found = list(FAMILIES)
    for family, stems in MORE.items():
        try:
            files = [_find(f"{stem}.ttf") for stem in stems]
        except FontMissing:
            continue
        for (bold, italic), style in STYLES.items():
            name = f"{family}-{style}"
            file = files[1 if bold else 2 * italic]
            pdfmetrics.registerFont(TTFont(name, file))
            addMapping(family, bold, italic, name)
        found.append(family)
    return tuple(found)


def _find(file_name: str) -> str:
    for folder in FOLDERS:
        for path in folder.rglob(file_name) if folder.is_dir() else ():
            return str(path)
    raise FontMissing(
        f"{file_name} is not on this machine. Install the fonts Tinos and Arimo (SIL Open Font "
        "License): on Debian or Ubuntu sudo apt-get install fonts-croscore, elsewhere copy them "
        f"into {FOLDERS[-2]}."
    )
