"""What the models are made from and the repository does not hold: packages, locked by checksum.

Each is fetched with the client of its registry, compared with the lock, and unpacked. One that
differs is refused: a model made from it would not be the model of the record.
"""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UNPACKED = ROOT / "out" / "training" / "unpacked"


def inside(path: str) -> Path:
    """A file of an unpacked package; path: name of the package, then the path in it.

    >>> inside("fonts-lato/usr/share/fonts/truetype/lato/Lato-Bold.ttf").name
    'Lato-Bold.ttf'
    """
    return UNPACKED / path
