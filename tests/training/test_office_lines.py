"""The layout file has the lines that the list of posts makes."""

from __future__ import annotations

from normalize import lexicon
from training.office_lines import FILE, later_lines, written


def test_the_lines_of_offices_are_those_that_the_posts_make() -> None:
    text = FILE.read_text("utf-8")
    assert written(text, later_lines(lexicon.lines("posts.txt"))) == text
