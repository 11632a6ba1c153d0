"""All that a person types in this project: python3 tasks.py NAME.

Standard library only, and it starts under any Python 3: it sets up everything else.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
STAMP = VENV / "set-up.stamp"
DEMO = "samples/01-deduction-scan.pdf"
FONTS = "from samples import fonts; fonts.register()"
OLDEST_PYTHON = (3, 11)
STILL_AT_IT_SECONDS = 20
APT_WAITS_FOR_OTHERS = ("-o", "DPkg::Lock::Timeout=120")
"""A freshly started machine often runs its own updates, which hold the lock."""


class Stopped(Exception):
    """The task cannot go on; the message tells a person what to do."""


def main(arguments: list[str]) -> int:
    """Run the task that is named first with the rest as its arguments; the exit code."""
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(listing())
        return 0
    name, *rest = arguments
    if name not in TASKS:
        print(f"No task is called {name!r}.\n\n{listing()}", file=sys.stderr)
        return 2
    if sys.version_info < OLDEST_PYTHON:
        return with_newer_python(arguments)
    try:
        return TASKS[name](rest)
    except Stopped as stopped:
        print(f"\n{stopped}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def listing() -> str:
    """The tasks, one line each: name and the first line of its docstring."""
    lines = ["python3 tasks.py NAME [ARGUMENTS], where NAME is one of"]
    for name, task in TASKS.items():
        lines.append(f"  {name:8} {(task.__doc__ or '').splitlines()[0]}")
    return "\n".join(lines)


def setup(_: list[str]) -> int:
    """Install all that is needed into .venv, and Tesseract with Vietnamese; quick when done."""
    set_up()
    say("Ready. The command is " + str(program("bangdiem").relative_to(ROOT)))
    return 0


def demo(_: list[str]) -> int:
    """Convert a sample scan and show the result."""
    set_up()
    say(f"Converting {DEMO}")
    return run(program("bangdiem"), "convert", DEMO, "--out", "out/demo")


def test(arguments: list[str]) -> int:
    """Lint, then all tests, fast ones first; arguments go to pytest (-k NAME, -m 'not slow').

    --random: what is drawn by chance is drawn anew, and more of it.
    """
    set_up()
    profile = ["--hypothesis-profile=random"] if "--random" in arguments else []
    rest = [argument for argument in arguments if argument != "--random"]
    return first_failure([*lint_steps(), ("tests", python("-m", "pytest", *profile, *rest))])


def lint(_: list[str]) -> int:
    """Ruff, mypy strict and the import contracts."""
    set_up()
    return first_failure(lint_steps())


def bench(arguments: list[str]) -> int:
    """Accuracy and speed on documents with known truth; arguments go to benchmarks/accuracy.py."""
    set_up()
    get_fonts()
    return first_failure(
        [
            ("accuracy", python("benchmarks/accuracy.py", *arguments)),
            ("speed", python("benchmarks/speed.py")),
        ]
    )


def docs(_: list[str]) -> int:
    """Write docs/columns.md again from the list of columns that the export uses."""
    set_up()
    return run(*python("-m", "export.columns"))


def samples(arguments: list[str]) -> int:
    """Make the sample documents again."""
    set_up()
    return run(*python("-m", "samples.make", *arguments))


def train(arguments: list[str]) -> int:
    """Make a model again from locked inputs: number-reader or restoration; --ship to use it."""
    libraries = json.loads((ROOT / "training" / "lock.json").read_text("utf-8"))["libraries"]
    if not arguments or arguments[0] not in libraries:
        print(f"Name the model to make: {' or '.join(libraries)}", file=sys.stderr)
        return 2
    set_up()
    versions = [f"{name}=={version}" for name, version in libraries[arguments[0]].items()]
    pip = python("-m", "pip", "install", "--disable-pip-version-check")
    long_step("Installing the locked versions of what it is made with", [*pip, *versions])
    return run(*python("-m", "training.make", *arguments))


TASKS = {
    "setup": setup,
    "demo": demo,
    "test": test,
    "lint": lint,
    "bench": bench,
    "docs": docs,
    "samples": samples,
    "train": train,
}


def lint_steps() -> list[tuple[str, list[str]]]:
    return [
        ("ruff", python("-m", "ruff", "check", ".")),
        ("layout of the code", python("-m", "ruff", "format", "--check", ".")),
        ("types", python("-m", "mypy")),
        ("import contracts", [str(program("lint-imports"))]),
    ]


def first_failure(steps: list[tuple[str, list[str]]]) -> int:
    """Run every step, name those that failed, and give the exit code of the first of them."""
    failed = {}
    for name, command in steps:
        say(name)
        code = run(*command)
        if code:
            failed[name] = code
    if failed:
        say("Failed: " + ", ".join(failed))
    return next(iter(failed.values()), 0)


def set_up() -> None:
    """Everything that the project needs; returns at once when nothing is missing."""
    os.chdir(ROOT)
    get_system_parts()
    wanted = fingerprint()
    if STAMP.is_file() and STAMP.read_text("utf-8") == wanted:
        return
    make_venv()
    pip = python("-m", "pip", "install", "--disable-pip-version-check")
    long_step(
        "Installing the Python packages into .venv (a minute or two)",
        [*pip, "--editable", ".[dev]"],
    )
    fast = [*pip, "--only-binary", "tesserocr", "--editable", ".[fast]"]
    if not quietly("Installing the fast reader, tesserocr", fast):
        say(
            "There is no ready-made tesserocr for this Python: going on without it. "
            "The records are the same, reading them takes longer."
        )
    STAMP.write_text(wanted, "utf-8")


def fingerprint() -> str:
    """Changes when the packages must be installed again: pyproject, Python, or the folder."""
    parts = ((ROOT / "pyproject.toml").read_text("utf-8"), sys.version, str(ROOT))
    return hashlib.sha256("\0".join(parts).encode("utf-8")).hexdigest()


def make_venv() -> None:
    """An environment of this very Python; one of another version is made anew."""
    same = [*python("-c"), f"import sys, pip; sys.exit(sys.version != {sys.version!r})"]
    if program("python").exists() and subprocess.run(same, check=False).returncode == 0:
        return
    long_step("Making .venv", [sys.executable, "-m", "venv", "--clear", str(VENV)])


def get_system_parts() -> None:
    """Tesseract and Python's venv module: there already, or installed, or a person is told how."""
    from pipeline.cli import doctor

    packages = [*venv_packages(), *tesseract_packages()]
    if not packages:
        return
    install(packages, elsewhere=doctor.how_to_get_tesseract())
    left = [finding for finding in doctor.tesseract() if finding.needed and finding.remedy]
    if left:
        raise Stopped("\n".join(f"{finding.name}: {finding.remedy}" for finding in left))


def get_fonts() -> None:
    """The fonts of made-up documents: there already, or installed, or a person is told how."""
    if subprocess.run(python("-c", FONTS), capture_output=True, check=False).returncode:
        install(["fonts-croscore"], elsewhere="Install the fonts Tinos and Arimo.")


def install(packages: list[str], elsewhere: str) -> None:
    """Debian packages; elsewhere: what a person without apt-get is told. Raises Stopped."""
    apt = apt_as_root()
    if shutil.which("apt-get"):
        by_hand = f"Type: sudo apt-get install {' '.join(packages)}"
    else:
        by_hand = elsewhere
    by_hand += "\nThen type the same command again."
    if apt is None:
        raise Stopped(f"Something is missing that only you may install here.\n{by_hand}")
    quietly("Asking which Debian packages there are", [*apt, "update"])
    wanted = [*apt, "install", "-y", "--no-install-recommends", *packages]
    if not quietly(f"Installing {' '.join(packages)}", wanted, tell=True):
        raise Stopped(f"apt-get did not succeed.\n{by_hand}")


def tesseract_packages() -> tuple[str, ...]:
    """Debian packages that Tesseract with Vietnamese waits for."""
    from pipeline.cli import doctor

    return () if doctor.healthy(doctor.tesseract()) else ("tesseract-ocr", "tesseract-ocr-vie")


def venv_packages() -> tuple[str, ...]:
    """Debian ships Python without the part that puts pip into an environment."""
    if program("python").exists():
        return ()
    probe = [sys.executable, "-c", "import ensurepip, venv"]
    if subprocess.run(probe, capture_output=True, check=False).returncode == 0:
        return ()
    return (f"python3.{sys.version_info.minor}-venv",)


def apt_as_root() -> list[str] | None:
    """How to call apt-get here without being asked anything; None when that is not possible."""
    as_root = root_prefix()
    if as_root is None or not shutil.which("apt-get"):
        return None
    return [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", *APT_WAITS_FOR_OTHERS]


def root_prefix() -> list[str] | None:
    """What to put before a command so that root runs it; None when that needs a password."""
    if os.name == "nt":
        return None
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo is None:
        return None
    asks_nothing = subprocess.run([sudo, "-n", "true"], capture_output=True, check=False)
    return [sudo, "-n"] if asks_nothing.returncode == 0 else None


def with_newer_python(arguments: list[str]) -> int:
    """The same task under a Python that is new enough, when there is one."""
    for minor in (13, 12, 11, 14):
        newer = shutil.which(f"python3.{minor}")
        # pyenv puts a name on PATH for each version that it has, started or not.
        if newer and subprocess.run([newer, "-c", ""], capture_output=True).returncode == 0:
            return run(newer, __file__, *arguments)
    have, need = sys.version.split()[0], ".".join(map(str, OLDEST_PYTHON))
    print(f"This is Python {have}; {need} or newer is needed.", file=sys.stderr)
    print(
        f"On Debian or Ubuntu type: sudo apt-get install python{need}\nThen the same again.",
        file=sys.stderr,
    )
    return 1


def program(name: str) -> Path:
    """A command of the project's own environment."""
    return BIN / (name + ".exe" if os.name == "nt" else name)


def python(*arguments: str) -> list[str]:
    return [str(program("python")), *arguments]


def run(*command: str | Path) -> int:
    """Run a command where a person sees its output; its exit code."""
    environment = {**os.environ, "PYTHONUTF8": "1"}
    done = subprocess.run([str(c) for c in command], cwd=ROOT, env=environment, check=False)
    return done.returncode


def long_step(what: str, command: list[str]) -> None:
    """A step that must succeed; its output is shown only when it does not."""
    if not quietly(what, command, tell=True):
        raise Stopped(f"This did not succeed: {what}. The lines above say why.")


def quietly(what: str, command: list[str], tell: bool = False) -> bool:
    """Whether a command that may take minutes succeeds; tell: show its output if it does not."""
    say(what)
    began = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as running:
        while True:
            try:
                output, _ = running.communicate(timeout=STILL_AT_IT_SECONDS)
                break
            except subprocess.TimeoutExpired:
                print(f"   still at it, {time.monotonic() - began:.0f} s", flush=True)
    if running.returncode and tell:
        print(output.decode("utf-8", "replace"), file=sys.stderr, flush=True)
    return running.returncode == 0


def say(line: str) -> None:
    print(f"-- {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
