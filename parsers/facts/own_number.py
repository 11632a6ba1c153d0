"""The report's own number: from the heading, and from the line under its appendix.

The numbers of papers that it cites are never its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from rapidfuzz import fuzz

from document.record import Fact
from document.wording import fold
from parsers.facts import evidence
from parsers.facts.evidence import Candidate, Ink, ink, settled
from parsers.facts.handwriting import doubted, is_tall, model_word
from parsers.facts.paragraphs import Paragraph
from parsers.facts.parts import Document
from parsers.facts.patterns import Match
from parsers.facts.tokens import Token
from parsers.facts.values import abbreviation

_ABBREVIATIONS = r"(?:(?:19|20)\d\d\s*/\s*)?[A-ZĐÐ][\w&]*(?:\s?[-–/]\s?[A-ZĐÐ0][\w&]*)*"
_NUMBER = re.compile(
    rf"(?P<digits>\d{{1,5}}[a-zđ]?)\s?(?P<sign>[/⁄-])\s?(?P<rest>{_ABBREVIATIONS})"
)
_FORM = re.compile(rf"(?:[/⁄]|-(?=\s?[A-ZĐÐ]+/))\s*(?P<rest>{_ABBREVIATIONS})[\s.]*$")
"""What stays printed of a number that is to be filled in: "/BC-UBND"."""
_ALIKE = 85
"""Likeness, 0 to 100, of the kind of a document, or the form of its number, in two places."""
_SO = 3
"""Letters of "Số" as an OCR may write it: "§ố", "S6:"."""
_SHORT = 4
"""Pieces of a line that may be "Số:" and what is written behind it."""
_PRINTED = 0.7
"""Least confidence in printed digits of a heading: in 30 scans 0.78 and more; handwritten ones had
0.53 and less, or were no digits."""
_FILL = frozenset(".…_: ")


def own_number(doc: Document, below: Sequence[Match]) -> Fact | None:
    """The number of the report. below: the lines under its appendices."""
    numbers = (
        evidence.of(match, match.values["code"], ("code",), evidence.APPENDIX, evidence.MADE_FOR_IT)
        for match in below
        if "code" in match.values
    )
    return settled("report_number", (*_in_heading(doc), *numbers))


def appendix_lines(doc: Document) -> Iterator[Match]:
    """The lines that say with which paper an appendix comes, where that is this one."""
    form = next((_form(c.printed) for c in _in_heading(doc)), "")
    for _, match in doc.find("appendix_line", doc.every):
        code, kind = match.values.get("code", ""), match.values.get("kind", "")
        alike = fuzz.ratio(_form(code), form) >= _ALIKE
        same = alike if form and code else _is_kind(doc, kind)
        if same and _stands_apart(match):
            yield match


def _is_kind(doc: Document, kind: str) -> bool:
    """Whether a document is of a kind: as its title says; a letter without one is a "công văn",
    and what comes without a letter is taken for the appendix of a report."""
    title = fold(doc.heading.title) or ("cong van" if doc.heading.national else "bao cao")
    return not kind or fuzz.ratio(kind, title[: len(kind)]) >= _ALIKE


def _form(code: str) -> str:
    """What stands behind the digits of a number, folded: "bc ubnd"."""
    found = _FORM.search(code)
    return fold(_written_out(found["rest"])) if found else ""


def _written_out(rest: str) -> str:
    """Abbreviations with their marks, the parts between slashes each by itself."""
    return "/".join(abbreviation(part) for part in rest.split("/"))


def _stands_apart(match: Match) -> bool:
    """Whether a match is a line of its own, alone or in brackets, not a part of a sentence."""
    before = match.paragraph.text[: match.letters[0]].strip(" (")
    return not before or before.isupper() or fold(before).startswith("phu luc")


def _in_heading(doc: Document) -> Iterator[Candidate]:
    """The number as the left column has it, once.

    A line with a number counts before a form without one, that before "Số:" alone: a stamp of
    arrival has such a line too.
    """
    for look in (_filled_form, _empty_form, _lone_word):
        for line in doc.heading.left:
            found = look(doc, line)
            if found is not None:
                yield found
                return


_Look = Callable[[Document, Paragraph], Candidate | None]


def _filled_form(doc: Document, line: Paragraph) -> Candidate | None:
    match = _NUMBER.search(line.text)
    before = "".join(c for c in line.text[: match.start()] if c.isalnum()) if match else ""
    # A digit before it, or more letters than "Số" has, are parts of an illegible number.
    if match is None or len(before) > _SO or before[2:].isdigit():
        return None
    sign = "-" if match["sign"] == "-" else "/"
    value = f"{match['digits']}{sign}{_written_out(match['rest'])}"
    seen = ink(line, *match.span())
    under = line.under(*match.span("digits"))
    words = [piece.word for piece in under if piece.word is not None]
    # "Số:      /BC-UBND" is printed with a gap, in which digits stand as a word of their own.
    in_gap = not seen.exact and not any(match["sign"] in piece.text for piece in under)
    if in_gap or is_tall(words, model_word(doc.heading.right)):
        seen = doubted(seen)
    return line_of_heading(line, value, seen, "number")


def _empty_form(_: Document, line: Paragraph) -> Candidate | None:
    form = _FORM.search(line.text)
    if form is None or not _is_filled_in(line, line.text[: form.start()]):
        return None
    return line_of_heading(line, None, ink(line, 0, len(line.text)), "number")


def _lone_word(_: Document, line: Paragraph) -> Candidate | None:
    opens = len(line.pieces) <= _SHORT and _says_number(line.tokens[0])
    if not opens or _FORM.search(line.text) or not _is_filled_in(line, line.text):
        return None
    return line_of_heading(line, None, ink(line, 0, len(line.text)), "number")


def line_of_heading(line: Paragraph, value: str | None, seen: Ink, what: str) -> Candidate:
    """What a line of the heading says, or that it cannot be read.

    what: it is said to be, for a person.
    """
    place = line.place(0, len(line.text))
    if value is None or seen.confidence < _PRINTED:
        value, reason = None, f"the {what} in the heading is written by hand or lost"
    else:
        reason = ""
    return Candidate(value, evidence.HEADING, evidence.MADE_FOR_IT, seen, line.text, place, reason)


def is_number_line(line: Paragraph) -> bool:
    """Whether a line of the left column is that of the number, filled in or not."""
    filled = _NUMBER.search(line.text) or _FORM.search(line.text)
    return bool(filled) or _says_number(line.tokens[0])


def _says_number(token: Token) -> bool:
    """Whether a line opens with "Số"; "SỞ" is an office."""
    return token.key == "so" and not (token.text.isupper() and token.text.isalpha())


def _is_filled_in(line: Paragraph, form: str) -> bool:
    """Whether something stands in the gap of a form; on a scan ink may go unread.

    form: the line up to what is printed behind the gap.
    """
    written = form.partition(":")[2] if ":" in form else " ".join(form.split()[1:])
    return not ink(line, 0, len(line.text)).exact or not _FILL.issuperset(written)
