"""The documentation says what the program does: commands, options, exit codes, columns."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from document.errors import BangdiemError
from export import columns
from pipeline.cli.commands import STOPPED, main
from pipeline.workers import job

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = (ROOT / "docs" / "commands.md").read_text("utf-8")
EXIT_CODES = (ROOT / "docs" / "exit-codes.md").read_text("utf-8")
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
PACKAGES = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"][
    "targets"
]["wheel"]["packages"]


def errors(base: type[BangdiemError] = BangdiemError) -> Iterator[type[BangdiemError]]:
    for error in base.__subclasses__():
        yield error
        yield from errors(error)


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command by the words that call it; of a group, its commands."""
    assert isinstance(main, click.Group)
    for name, command in main.commands.items():
        if isinstance(command, click.Group):
            yield from ((f"{name} {part}", found) for part, found in command.commands.items())
        else:
            yield name, command


def test_exit_codes_are_those_of_the_program() -> None:
    rows = re.findall(r"^\| (\d+) \| (?:`(\w+)`)? *\|", EXIT_CODES, re.MULTILINE)
    documented = {(int(code), name) for code, name in rows}
    ours = {(error.exit_code, error.__name__) for error in errors()}
    ours |= {(job.NO_TABLE, "NO_TABLE"), (job.SOME_FAILED, "SOME_FAILED"), (STOPPED, "STOPPED")}
    ours |= {(job.PAGES_LOST, "PAGES_LOST")}
    ours |= {(0, ""), (BangdiemError.exit_code, ""), (click.UsageError.exit_code, "")}
    assert documented == ours
    assert len({code for code, _ in ours}) == len(ours)


@pytest.mark.parametrize("name", [name for name, _ in commands()])
def test_the_readme_names_every_command(name: str) -> None:
    assert f"`bangdiem {name}" in README


@pytest.mark.parametrize("name", [name for name, _ in commands()])
def test_every_command_has_a_section_that_names_its_options_and_no_others(name: str) -> None:
    section = re.search(
        rf"^## bangdiem {name}\n(.*?)(?=^## |\Z)", COMMANDS, re.DOTALL | re.MULTILINE
    )
    assert section, f"docs/commands.md has no section 'bangdiem {name}'"
    options = [p for p in dict(commands())[name].params if isinstance(p, click.Option)]
    real = {flag for option in options for flag in (*option.opts, *option.secondary_opts)}
    assert set(re.findall(r"^\| `(--?[\w-]+)", section[1], re.MULTILINE)) == real


def test_options_of_the_program_itself_are_named() -> None:
    real = {flag for p in main.params if isinstance(p, click.Option) for flag in p.opts}
    assert real
    assert all(f"bangdiem {flag}`" in COMMANDS for flag in real)


def test_columns_are_generated() -> None:
    page = (ROOT / "docs" / "columns.md").read_text("utf-8")
    assert page == columns.markdown(), "type: python3 tasks.py docs"


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_says_what_it_is_in_one_line(package: str) -> None:
    module = ast.parse((ROOT / package / "__init__.py").read_text("utf-8"))
    said = ast.get_docstring(module) or ""
    assert said.endswith(".")
    assert "\n" not in said


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!\w+:|#)([^)#]+)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), f"{page.name} points to {target}"


@pytest.mark.parametrize("text", [README, (ROOT / "CONTRIBUTING.md").read_text("utf-8")])
def test_tasks_that_are_named_exist(text: str) -> None:
    import tasks

    named = re.findall(r"tasks\.py (\w+)", text)
    assert named
    assert set(named) - {"NAME"} <= tasks.TASKS.keys()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_of_ours_that_are_named_exist(page: Path) -> None:
    folders = "|".join((*PACKAGES, "samples", "benchmarks", "training", "tests", "docs"))
    named = re.findall(rf"`((?:{folders})/[\w./-]*\.py)`", page.read_text("utf-8"))
    assert not [path for path in named if not (ROOT / path).exists()]
