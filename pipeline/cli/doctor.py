"""What this machine has of the things that a conversion needs, and how to get the rest.

Standard library only and light to import: `tasks.py` asks it before anything is installed.
"""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module, metadata
from pathlib import Path

LANGUAGES = {
    "vie": "Vietnamese text",
    "osd": "a second opinion on pages that lie on their side",
    "eng": "pages in English",
}
"""Tesseract's language data by name, with what each is for; only `vie` is needed."""

OLDEST_PYTHON = (3, 11)
OLDEST_TESSERACT = (4, 1)
"""The first with the neural reader as its only default, and stable TSV output."""

_SET_UP = "Type: python3 tasks.py setup"
_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?\s*(?:>=\s*([\d.]+))?")

_BY_PACKAGE_TOOL = {
    "apt-get": "sudo apt-get install tesseract-ocr tesseract-ocr-vie",
    "dnf": "sudo dnf install tesseract tesseract-langpack-vie",
    "pacman": "sudo pacman -S tesseract tesseract-data-vie",
    "zypper": "sudo zypper install tesseract-ocr tesseract-ocr-traineddata-vie",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked for.

    name: what a person calls it. version: None when it is not there.
    needed: whether a conversion fails without it.
    remedy: what to do next in one sentence; "" when it is there and new enough.
    where: the file or folder it was found in, "" when that does not matter.
    """

    name: str
    version: str | None
    needed: bool
    remedy: str = ""
    where: str = ""


def report() -> tuple[Finding, ...]:
    """Everything that was looked for: Python, packages, Tesseract, languages, tesserocr."""
    return (_python(), *_packages(), *tesseract(), _tesserocr())


def healthy(findings: Iterable[Finding]) -> bool:
    """Whether a conversion can work: nothing that is needed waits for a remedy.

    >>> healthy([Finding("tesserocr", None, needed=False, remedy="Install it")])
    True
    >>> healthy([Finding("tesseract", "3.2", needed=True, remedy="Install a newer one")])
    False
    """
    return not any(finding.needed and finding.remedy for finding in findings)


def tesseract() -> tuple[Finding, ...]:
    """The Tesseract command and each of LANGUAGES; languages are left out without the command."""
    program = shutil.which("tesseract")
    if program is None:
        return (Finding("Tesseract", None, True, how_to_get_tesseract()),)
    printed = _said(program, "--version")
    version = _first(r"tesseract v?(\d[\w.-]*)", printed)
    if version is None:
        broken = f"{program} does not start; install it again. {how_to_get_tesseract()}"
        return (Finding("Tesseract", None, True, broken, program),)
    old = "" if _numbers(version) >= OLDEST_TESSERACT else how_to_get_tesseract()
    return (Finding("Tesseract", version, True, old, program), *_languages(program))


def how_to_get_tesseract() -> str:
    """What to type or do on this machine to get Tesseract with Vietnamese."""
    if sys.platform == "darwin":
        return "Type: brew install tesseract tesseract-lang"
    if sys.platform == "win32":
        return (
            "Install Tesseract 5 for Windows (the UB Mannheim installer), tick Vietnamese under "
            "'Additional language data' or copy vie.traineddata into "
            r"C:\Program Files\Tesseract-OCR\tessdata, add C:\Program Files\Tesseract-OCR to "
            "PATH, and open a new terminal"
        )
    for tool, command in _BY_PACKAGE_TOOL.items():
        if shutil.which(tool):
            return f"Type: {command}"
    return "Install Tesseract 5 and its language data 'vie' with your system's package manager"


def _python() -> Finding:
    needed = ".".join(map(str, OLDEST_PYTHON))
    remedy = "" if sys.version_info >= OLDEST_PYTHON else f"Install Python {needed} or newer"
    return Finding("Python", platform.python_version(), True, remedy, sys.executable)


def _packages() -> Iterable[Finding]:
    """Each package that the project declares as needed; extras are left out."""
    for requirement in _requirements():
        name, at_least = _split(requirement)
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            yield Finding(name, None, True, _SET_UP)
        else:
            yield Finding(name, version, True, "" if _reaches(version, at_least) else _SET_UP)


def _requirements() -> list[str]:
    """As installed; a checkout that was never installed is asked for its pyproject.toml."""
    try:
        declared = metadata.requires("bangdiem") or []
    except metadata.PackageNotFoundError:
        pyproject = Path(__file__).resolve().parents[2] / "pyproject.toml"
        declared = tomllib.loads(pyproject.read_text("utf-8"))["project"]["dependencies"]
    return [requirement for requirement in declared if "extra ==" not in requirement]


def _split(requirement: str) -> tuple[str, str]:
    """Name and least version ("" when any will do) of a requirement.

    >>> _split("pandas>=2.2"), _split("click")
    (('pandas', '2.2'), ('click', ''))
    """
    found = _REQUIREMENT.match(requirement)
    return (found[1], found[2] or "") if found else (requirement, "")


def _languages(program: str) -> Iterable[Finding]:
    printed = _said(program, "--list-langs")
    folder = _first(r'languages in "([^"]+)"', printed) or ""
    installed = set(printed.split())
    for name, purpose in LANGUAGES.items():
        there = name in installed
        remedy = "" if there else f"For {purpose}: {_how_to_get_language(name, folder)}"
        yield Finding(
            f"Tesseract data '{name}'",
            "installed" if there else None,
            name == "vie",
            remedy,
            folder,
        )


def _how_to_get_language(name: str, folder: str) -> str:
    if sys.platform not in ("darwin", "win32") and shutil.which("apt-get"):
        return f"type: sudo apt-get install tesseract-ocr-{name}"
    if sys.platform == "darwin":
        return "type: brew install tesseract-lang"
    return f"copy {name}.traineddata into {folder or 'the tessdata folder of Tesseract'}"


def _tesserocr() -> Finding:
    """The in-process reader; it brings a Tesseract of its own, whose version is told."""
    missing = "Same records, read more slowly without it. " + _SET_UP
    try:
        version = metadata.version("tesserocr")
        module = import_module("tesserocr")
    except (metadata.PackageNotFoundError, ImportError, OSError):
        return Finding("tesserocr", None, False, missing)
    brings = _first(r"tesseract v?(\d[\w.-]*)", module.tesseract_version())
    return Finding("tesserocr", f"{version} with Tesseract {brings}", False)


def _said(*command: str) -> str:
    """What a command prints on either stream; "" when it does not start or hangs."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return (done.stdout + done.stderr).decode("utf-8", "replace")


def _first(pattern: str, text: str) -> str | None:
    found = re.search(pattern, text)
    return found[1] if found else None


def _numbers(version: str) -> tuple[int, ...]:
    """The leading numbers of a version.

    >>> _numbers("5.3.0-2-g1a"), _numbers("20260107"), _numbers("4.1rc1")
    ((5, 3, 0), (20260107,), (4, 1))
    """
    leading = _first(r"^([\d.]*)", version) or ""
    return tuple(int(part) for part in leading.split(".") if part)


def _reaches(version: str, at_least: str) -> bool:
    """Whether a version is not below the least one; the shorter is filled with zeros.

    >>> _reaches("2.10.1", "2.9"), _reaches("2.2", "2.2.0"), _reaches("0.3.9", "0.3.13")
    (True, True, False)
    """
    have, need = _numbers(version), _numbers(at_least)
    length = max(len(have), len(need))
    return have + (0,) * (length - len(have)) >= need + (0,) * (length - len(need))
