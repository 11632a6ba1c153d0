"""A Watcher for programs: one JSON object a line on stderr, described in docs/commands.md."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from export.summary import Summary
from pipeline.archive.journal import now
from pipeline.archive.results import Outcome, Result


class JsonLog:
    """Says when a run begins, when each document begins and ends, and what came of all."""

    wants_reports = False

    def _say(self, event: str, **values: object) -> None:
        line = json.dumps({"time": now(), "event": event, **values}, ensure_ascii=True)
        print(line, file=sys.stderr, flush=True)

    def begin(self, files: int) -> None:
        self._say("begin", files=files)

    def opened(self, path: Path) -> None:
        self._say("opened", path=str(path))

    def pages(self, path: Path, done: int, total: int) -> None:
        self._say("pages", path=str(path), done=done, total=total)

    def closed(self, result: Result) -> None:
        self._say(
            "closed",
            path=str(result.path),
            report=result.name,
            state=result.state.value,
            status=result.status.value,
            exit_code=result.exit_code,
            message=result.message,
            pages=result.pages,
            review=result.summary.review,
            not_understood=result.summary.not_understood,
            not_found=result.summary.not_found,
            checks=result.summary.checks,
            slips=result.summary.slips,
            cross_checks=result.cross_checks,
            fresh=result.fresh,
        )

    def summary(self, outcome: Outcome) -> None:
        """The last lines: what became less, and how it ended."""
        for notice in outcome.notices:
            self._say("fewer_rows", message=notice)
        states = Counter(result.state.value for result in outcome.results)
        total = sum((result.summary for result in outcome.results), Summary())
        self._say(
            "end",
            exit_code=outcome.exit_code,
            left_out=outcome.left_out,
            earlier=outcome.earlier,
            gone=outcome.gone,
            **asdict(total),
            cross_checks=sum(result.cross_checks for result in outcome.results),
            **states,
        )
