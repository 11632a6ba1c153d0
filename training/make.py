"""Make a model anew: python -m training.make number-reader|restoration [--ship]

Fetches what the lock names, runs the steps of the recipe, measures the new model beside the
shipped one, and writes its record. A step that was finished at the same commit is not done again.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from importlib import metadata
from pathlib import Path
from typing import Any

from training import record
from training.inputs import ROOT, Refused, libraries, packages, provide, sha256_of
from training.number_reader.recipe import NUMBER_READER
from training.recipe import Command, Recipe, filled
from training.record import Record, Step
from training.restoration.recipe import RESTORATION

RECIPES = {recipe.name: recipe for recipe in (NUMBER_READER, RESTORATION)}
WORK = Path("out") / "training"
CHANGED = ", with changes that are not committed"


class Failed(Exception):
    """A step ended with an error, which it has told."""


def commit() -> str:
    """The commit of the code, and whether it was changed since."""
    told = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    changed = subprocess.run(
        ["git", "status", "--porcelain"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return told.stdout.strip() + (CHANGED if changed.stdout.strip() else "")


class Work:
    """The folder of one recipe, and which of its steps are done."""

    def __init__(self, recipe: Recipe, commit: str) -> None:
        self.folder = WORK / recipe.name
        self.model = self.folder / "model"
        self._journal = ROOT / self.folder / "done.json"
        self._done: dict[str, int] = {}
        if self._journal.is_file():
            kept = json.loads(self._journal.read_text("utf-8"))
            if kept["commit"] == commit and not commit.endswith(CHANGED):
                self._done = kept["seconds"]
        if not self._done:
            shutil.rmtree(ROOT / self.folder, ignore_errors=True)
        (ROOT / self.model).mkdir(parents=True, exist_ok=True)
        self._commit = commit

    def run(self, command: Command) -> Step:
        """Run a step, unless it is done; Failed when it fails."""
        told = " ".join(("python", *command))
        if told not in self._done:
            print(f"-- {told}", flush=True)
            began = time.monotonic()
            environment = {
                **os.environ, "PYTHONUTF8": "1", "PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1"
            }  # fmt: skip
            done = subprocess.run(
                [sys.executable, *command], cwd=ROOT, env=environment, check=False
            )
            if done.returncode:
                raise Failed(f"Exit code {done.returncode} of {told}")
            self._done[told] = round(time.monotonic() - began)
            kept = {"commit": self._commit, "seconds": self._done}
            self._journal.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
        return Step(told, self._done[told])

    def measured(self, recipe: Recipe, model: Path, name: str) -> dict[str, Any]:
        """What a model reaches; name: of the files that take what was measured."""
        figures = {}
        for number, (what, command) in enumerate(recipe.measures.items(), start=1):
            file = self.folder / f"{name}-{number}.json"
            self.run(filled(command, model=model, json=file))
            figures[what] = _counts(json.loads((ROOT / file).read_text("utf-8")))
        return figures


def _counts(found: Any) -> Any:
    """What was measured, without the lists of single places."""
    if isinstance(found, dict):
        return {k: _counts(v) for k, v in found.items() if not isinstance(v, list)}
    return round(found, 4) if isinstance(found, float) else found


def versions(recipe: Recipe) -> dict[str, str]:
    """Of Python, the system, and the libraries that the lock names, as they are installed."""
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        **{name: metadata.version(name) for name in libraries(recipe.name)},
    }


def make(recipe: Recipe) -> Work:
    """Everything of a recipe: inputs, steps, figures, record."""
    needed = [p for p in packages() if recipe.name in p.models]
    provide(needed)
    work = Work(recipe, code := commit())
    places = {"work": work.folder, "model": work.model}
    steps = [work.run(filled(command, **places)) for command in recipe.steps]
    shipped = work.measured(recipe, recipe.home, "shipped")
    figures = work.measured(recipe, work.model, "new")
    made = Record(
        model=recipe.name,
        commit=code,
        command=f"python3 tasks.py train {recipe.name}",
        seeds=recipe.seeds,
        steps=tuple(steps),
        packages={f"{p.name} {p.version}": p.sha256 for p in needed},
        sources={path.as_posix(): sha256_of(ROOT / path) for path in recipe.sources},
        versions=versions(recipe),
        outputs=record.outputs(ROOT / work.model),
        figures=figures,
    )
    record.write(made, ROOT / work.model)
    print("\n".join(compared(shipped, figures)))
    return work


def compared(shipped: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """The figures of two models side by side."""
    before = dict(record.numbers(shipped))
    lines = [f"{'shipped':>12}{'new':>12}"]
    for name, value in record.numbers(new):
        lines.append(f"{before.get(name, '-'):>12}{value:>12}  {name}")
    return lines


def ship(recipe: Recipe, work: Work) -> None:
    """Put a new model in the place of the shipped one."""
    shutil.rmtree(ROOT / recipe.home)
    shutil.copytree(ROOT / work.model, ROOT / recipe.home)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("model", choices=RECIPES)
    parser.add_argument("--ship", action="store_true", help="put it in the shipped one's place")
    wish = parser.parse_args()
    recipe = RECIPES[wish.model]
    try:
        work = make(recipe)
    except (Refused, Failed) as stopped:
        print(f"\n{stopped}", file=sys.stderr)
        return 1
    if wish.ship:
        ship(recipe, work)
        print(f"It lies in {recipe.home} now.")
    else:
        print(f"It lies in {work.model}; with --ship it takes the place of {recipe.home}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
