"""What an output folder holds, told to a person: the same counts as in its tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from document.errors import MissingInput
from export.summary import Summary
from pipeline.archive.holdings import Holding, holdings, result, waits
from pipeline.archive.journal import FILE, Journal, Known, Run, busy
from pipeline.archive.results import Result, SourceState, Status
from pipeline.workers.job import State

_WORST = 20
_WAITING, _COPY = "waiting", "same as another"
_WORDS = (State.DONE.value, State.PARTIAL.value, State.FAILED.value, _COPY, "left out", _WAITING)


def lines(out: Path, everything: bool = False) -> Iterator[str]:
    """The state of the folder line by line: how its last run ended, how many documents are in
    which state, and those that need a person; everything: every path with its state.

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
        held = holdings(journal)
        others = [k for k in journal.paths() if _is_other(k, run.number)]
    finally:
        journal.close()
    yield from _counted(held, others, run.number)
    yield from _named(held, others, everything)


def _is_other(known: Known, run: int) -> bool:
    """Whether a path has no line in the tables: left out by the last run, or still waiting."""
    if known.seen.state is State.SKIPPED:
        return known.run == run
    return waits(known, run)


def _how(run: Run, is_busy: bool) -> str:
    where = f"process {run.pid} on {run.host}"
    if run.ended:
        return f"Run {run.number}: from {run.began} to {run.ended}, exit code {run.exit_code}"
    if is_busy:
        return f"Run {run.number}: since {run.began}, still at work ({where})"
    return f"Run {run.number}: began {run.began} and was stopped. The same command goes on"


def _counted(held: tuple[Holding, ...], others: list[Known], run: int) -> Iterator[str]:
    """How many there are of what, in all."""
    became = [result(holding) for holding in held]
    words = Counter([*map(_word, became), *map(_other_word, others)])
    shown = ", ".join(f"{words[word]} {word}" for word in _WORDS if words[word])
    yield f"{words.total()} files: {shown}"
    earlier = sum(holding.known.run != run for holding in held)
    states = Counter(holding.source_state for holding in held)
    parts = [f"{earlier} of earlier runs"] if earlier else []
    for state, what in ((SourceState.GONE, "gone"), (SourceState.CHANGED, "changed since")):
        parts += [f"{states[state]} {what}"] if states[state] else []
    if parts:
        yield f"Of these files {', '.join(parts)}"
    read = [r for r in became if r.status in (Status.CONVERTED, Status.NO_TABLE)]
    pages = sum(r.pages for r in read)
    entries = (h.known.entry for h in held if h.has_report)
    seconds = sum(entry.seconds for entry in entries if entry is not None)
    if pages and seconds:
        yield f"{pages} pages, {seconds / pages:.2f} seconds of one process a page"
    total = sum((r.summary for r in read), Summary())
    if waiting := total.waiting(sum(r.cross_checks for r in read)):
        yield ", ".join(waiting)


def _word(became: Result) -> str:
    return _COPY if became.status is Status.DUPLICATE else became.state.value


def _other_word(known: Known) -> str:
    return _WAITING if known.seen.state is None else "left out"


def _named(held: tuple[Holding, ...], others: list[Known], everything: bool) -> Iterator[str]:
    """The files that most need a person, the worst first; or all."""
    ranked: list[tuple[int, str]] = []
    for holding in held:
        became = result(holding)
        rank = _rank(became)
        if rank or everything:
            label = _printable(holding.known.seen.label)
            ranked.append((-rank, f"  {_word(became)}: {label}{_why(holding, became)}"))
    if everything:
        for known in others:
            label, why = _printable(known.seen.label), _printable(known.seen.message)
            ranked.append((0, f"  {_other_word(known)}: {label}{why and f': {why}'}"))
    ranked.sort()
    shown = ranked if everything else ranked[:_WORST]
    yield from (line for _, line in shown)
    if len(ranked) > len(shown):
        yield f"  ... and {len(ranked) - len(shown)} more; --all names them"


def _rank(became: Result) -> int:
    """How much a document needs a person; 0 for not at all."""
    if became.status is Status.FAILED:
        return 2_000_000
    if became.state is State.PARTIAL:
        return 1_000_000
    return became.weight


def _why(holding: Holding, became: Result) -> str:
    entry = holding.known.entry
    message = holding.known.seen.message if entry is None else entry.message
    parts = [message] if message else became.summary.waiting(became.cross_checks)
    if holding.source_state is not SourceState.HERE:
        parts.append(f"the file is {holding.source_state.value}")
    return f": {_printable(', '.join(parts))}" if parts else ""


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)
