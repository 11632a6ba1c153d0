"""Whether the text layer of a PDF page can be trusted, and why.

Three questions: does a picture cover the page, is the text drawn invisibly, is it Vietnamese.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from document.page import Layer
from document.wording import vietnamese_share

_STAMP = re.compile(r"Ký bởi|Người ký|Thời gian ký|Ngày ký|Signature|Signed by|Ký ngày", re.I)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a page's layer looks like.

    text: the layer, as extracted. invisible: share of its characters drawn in no ink, 0-1.
    cover: share of the page covered by its largest picture, 0-1.
    """

    text: str
    invisible: float
    cover: float


def judge(evidence: Evidence) -> tuple[Layer, str]:
    """What the layer is, and the reason in one sentence.

    A layer hidden over a scan is another program's OCR, however good its Vietnamese: its
    digits are a witness, not the print. Thresholds: right text has 12 % or more letters
    that only Vietnamese has, English OCR of it under 1 %.
    """
    text = "".join(evidence.text.split())
    letters = sum(c.isalpha() for c in text)
    if len(text) < 20 and not (evidence.cover < 0.3 and text):
        return Layer.NONE, f"the text layer holds {len(text)} characters"
    if len(text) < 300 and _STAMP.search(evidence.text):
        return Layer.STAMP, "the text layer holds only a signature stamp"
    share = vietnamese_share(evidence.text)
    hidden = evidence.invisible > 0.5 or evidence.cover > 0.7
    vietnamese = share >= 0.06 or (letters < 40 and not hidden)
    told = f"{share:.0%} of its letters are Vietnamese only"
    if hidden and vietnamese:
        return Layer.HIDDEN, f"hidden text over a scan: another OCR's result ({told})"
    if hidden:
        return Layer.WRONG, f"hidden text over a scan, not Vietnamese ({told})"
    if not vietnamese:
        return Layer.WRONG, f"the text layer is not Vietnamese ({told})"
    if "\ufffd" in text or sum("\ue000" <= c <= "\uf8ff" for c in text) > len(text) * 0.02:
        return Layer.WRONG, "the text layer has characters without a meaning"
    return Layer.RIGHT, f"printed text with a right text layer ({told})"
