"""The written Vietnamese syllable: which are legal, where the tone mark stands, its bare letters.

A syllable is an onset, a rime and one of six tones. Only spelling is known here: whether a
legal syllable is a word of the language is for the lexicon to say.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
"""Level, grave, acute, tilde, hook, dot below, as combining marks."""
_TONE_MARKS = frozenset(TONES[1:])
_ONSETS = (
    "", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh",
    "nh", "p", "ph", "q", "r", "s", "t", "th", "tr", "v", "x",
)  # fmt: skip
_OPEN = (
    "a ă â e ê i o ô ơ u ư y ai ao au ay âu ây eo êu ia iê iu oa oai oao oay oe oeo oi ôi ơi "
    "ua uay uây uê ui uy uya uyu ưa ưi ưu uơ ươi ươu iêu yêu uôi uao ue ueo uau"
)
_CLOSED = {
    "a": "c ch m n ng nh p t", "ă": "c m n ng p t", "â": "c m n ng p t", "e": "c m n ng p t",
    "ê": "ch m n nh p t", "i": "ch m n nh p t", "o": "c m n ng p t", "ô": "c m n ng p t",
    "ơ": "m n p t", "u": "c m n ng p t", "ư": "c m n ng t", "iê": "c m n ng p t",
    "yê": "m n ng t", "oa": "c ch m n ng nh p t", "oă": "c m n ng t", "oe": "n t",
    "oo": "c n ng", "uâ": "n ng t c", "uê": "ch n nh", "uô": "c m n ng t", "ươ": "c m n ng p t",
    "uy": "ch n nh t p", "uyê": "n t", "ua": "c ch n ng nh t p m", "uă": "c m n ng t p",
    "ue": "n t", "y": "nh t ch n",
}  # fmt: skip
_STOPPED = ("c", "ch", "p", "t")
_FRONT = ("e", "ê", "i", "y")


def _rimes() -> list[tuple[str, str]]:
    """(nucleus, coda) of every rime."""
    found = [(rime, "") for rime in _OPEN.split() if rime not in ("ă", "â", "iê")]
    found += [(nucleus, coda) for nucleus, codas in _CLOSED.items() for coda in codas.split()]
    return found


def _fits(onset: str, nucleus: str) -> bool:
    """Whether an onset may stand before a rime: k and gh before front vowels, q before u."""
    front = nucleus.startswith(_FRONT)
    if onset == "q":
        return nucleus.startswith("u") and len(nucleus) > 1 and nucleus not in ("ui", "uôi")
    if onset in ("k", "gh", "ngh"):
        return front
    if onset in ("c", "g", "ng"):
        return not front or (onset == "g" and nucleus in ("i", "iê", "ia"))
    if onset == "gi":
        return not nucleus.startswith(("i", "y"))
    if nucleus in ("uă", "ue", "uay", "uao", "ueo", "uau"):
        return False
    if onset == "":
        return not nucleus.startswith("iê")
    return nucleus == "y" or not nucleus.startswith("y")


def _marked(nucleus: str, coda: str, onset: str, tone: str) -> str:
    """The nucleus with its tone mark where officials type it (hòa, ủy, khỏe, quý)."""
    at = _tone_place(nucleus, coda, onset)
    return unicodedata.normalize("NFC", nucleus[: at + 1] + tone + nucleus[at + 1 :])


def _tone_place(nucleus: str, coda: str, onset: str) -> int:
    """Index of the letter of the nucleus that carries the tone mark."""
    for k, letter in enumerate(nucleus):
        if letter in "ăâêôơ" and not (nucleus.startswith("ươ") and k == 0):
            return nucleus.rindex("ơ") if nucleus.startswith("ươ") else k
    if "ư" in nucleus:
        return nucleus.index("ư")
    if len(nucleus) == 1:
        return 0
    if onset == "q" or coda:
        return min(1, len(nucleus) - 1)
    return 1 if len(nucleus) == 3 else 0


@lru_cache(maxsize=1)
def legal() -> frozenset[str]:
    """Every syllable that spelling allows, lower case, NFC, tones placed the old way.

    >>> {"nghiêng", "thẩm", "quyết", "hòa", "ủy"} <= legal(), "ghang" in legal()
    (True, False)
    """
    found = set()
    for onset in _ONSETS:
        for nucleus, coda in _rimes():
            if not _fits(onset, nucleus) or (onset == "q" and nucleus == "uô" and coda != "c"):
                continue
            tones = ("\u0301", "\u0323") if coda in _STOPPED else TONES
            for tone in tones:
                found.add(onset + _marked(nucleus, coda, onset, tone) + coda)
    return frozenset(found)


@lru_cache(maxsize=65536)
def old_placed(word: str) -> str:
    """The syllable with its tone mark placed the old way, as officials type; case kept.

    >>> [old_placed(w) for w in ("hoá", "thuỷ", "khoẻ", "quý", "Uỷ", "HOÀ", "toàn")]
    ['hóa', 'thủy', 'khỏe', 'quý', 'Ủy', 'HÒA', 'toàn']
    """
    parts = unicodedata.normalize("NFD", word)
    tone = next((c for c in parts if c in _TONE_MARKS), "")
    if not tone or len(word) > 7:
        return word
    bare = unicodedata.normalize("NFC", parts.replace(tone, ""))
    low = bare.lower()
    for pair in ("oa", "oe", "uy"):
        if low.endswith(pair) and not low.endswith("q" + pair):
            at = len(bare) - 2
            return unicodedata.normalize("NFC", bare[: at + 1] + tone + bare[at + 1 :])
    return word


@lru_cache(maxsize=65536)
def bare(word: str) -> str:
    """The letters without any mark, case kept.

    >>> bare("Điều"), bare("thẩm")
    ('Dieu', 'tham')
    """
    parts = unicodedata.normalize("NFD", word.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in parts if not unicodedata.combining(c))


@lru_cache(maxsize=65536)
def is_legal(word: str) -> bool:
    """Whether a word, in any case and either tone placement, is a legal syllable."""
    return old_placed(unicodedata.normalize("NFC", word.lower())) in legal()
