"""What the journal of an output folder tells a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from document.errors import MissingInput
from pipeline.archive.journal import FILE, Entry, Journal, Run, busy
from pipeline.workers.job import State

_WORST = 20


def lines(out: Path, everything: bool = False) -> Iterator[str]:
    """The state of the last run line by line: how it ended, how many documents are in which
    state, and those that need a person; everything: every path with its state.

    Raises MissingInput when nothing was ever converted there.
    """
    if not (out / FILE).is_file():
        raise MissingInput(str(out), "holds no journal", "Name the folder given with --out")
    journal = Journal(out, writing=False)
    try:
        run = journal.last_run()
        if run is None:
            yield "Nothing was converted here yet."
            return
        yield _how(run, busy(out))
        yield from _documents(journal, run, everything)
    finally:
        journal.close()


def _how(run: Run, is_busy: bool) -> str:
    where = f"process {run.pid} on {run.host}"
    if run.ended:
        return f"Run {run.number}: from {run.began} to {run.ended}, exit code {run.exit_code}"
    if is_busy:
        return f"Run {run.number}: since {run.began}, still at work ({where})"
    return f"Run {run.number}: began {run.began} and was stopped. The same command goes on"


def _documents(journal: Journal, run: Run, everything: bool) -> Iterator[str]:
    counts: Counter[str] = Counter()
    pages = seconds = review = 0.0
    named: list[tuple[int, str]] = []
    found = 0
    for label, state, entry, message in journal.told(run.number):
        word = state.value if state else "waiting"
        counts[word] += 1
        if entry is not None and state is not State.FAILED:
            pages, seconds = pages + entry.pages, seconds + entry.seconds
            review += entry.review
        rank = _rank(state, entry)
        if rank or everything:
            found += 1
            named.append((-rank, f"  {word}: {_printable(label)}{_why(entry, message)}"))
            if not everything and len(named) > 2 * _WORST:
                named = sorted(named)[:_WORST]
    yield f"{sum(counts.values())} files: " + ", ".join(
        f"{counts[word]} {word}" for word in (*State, "waiting") if counts[word]
    )
    if pages and seconds:
        yield f"{pages:.0f} pages, {seconds / pages:.2f} seconds of one process a page"
    if review:
        yield f"{review:.0f} numbers need a person"
    shown = named if everything else sorted(named)[:_WORST]
    yield from (line for _, line in shown)
    if found > len(shown):
        yield f"  ... and {found - len(shown)} more; --all names them"


def _rank(state: State | None, entry: Entry | None) -> int:
    """How much a document needs a person; 0 for not at all."""
    if state is State.FAILED:
        return 2_000_000
    if state is State.PARTIAL:
        return 1_000_000
    return entry.review if entry is not None else 0


def _why(entry: Entry | None, message: str) -> str:
    if message:
        return f": {_printable(message)}"
    return f": {entry.review} numbers to look at" if entry is not None and entry.review else ""


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)
