"""Other restorers of Vietnamese marks, in an environment of their own:

    PYTHON_OF_THEIRS benchmarks/peers.py pyvi|underthesea < lines > lines

Prints one line for each.
"""

from __future__ import annotations

import sys
import unicodedata


def _bare(text: str) -> str:
    """Without marks, as pyvi expects its input."""
    parts = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in parts if not unicodedata.combining(c))


def main(name: str) -> int:
    lines = [line.rstrip("\n") for line in sys.stdin]
    if name == "pyvi":
        from pyvi.ViUtils import add_accents as restore
    else:
        # The releases of underthesea restore no marks; this is the nearest they have.
        from underthesea import text_normalize as restore

    def one(line: str) -> str:
        try:
            return str(restore(_bare(line) if name == "pyvi" else line))
        except (KeyError, IndexError):  # pyvi 0.1.1 falls over some capitals; kept as read
            return line

    for line in lines:
        print(one(line).replace("\n", " "))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
