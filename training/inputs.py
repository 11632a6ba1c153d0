"""What the models are made from and the repository does not hold: packages, locked by checksum.

`lock.json` names each with its version and the sha256 of its file. Each is fetched with its
ordinary client (apt-get, pip, npm), compared with the lock, and unpacked. One that differs
is refused: a model made from it would not be the model that its record describes.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = Path(__file__).parent / "lock.json"
FETCHED = ROOT / "out" / "training" / "fetched"
UNPACKED = ROOT / "out" / "training" / "unpacked"


class Refused(Exception):
    """An input is not what the lock says, or cannot be had; the message tells what to do."""


@dataclass(frozen=True, slots=True)
class Package:
    """A package as a file.

    client: apt-get, pip or npm. file: its name as the client saves it.
    models: what is made from it.
    """

    name: str
    client: str
    version: str
    file: str
    sha256: str
    models: tuple[str, ...]


def packages(lock: Path = LOCK) -> tuple[Package, ...]:
    """All locked packages, in the order of the lock."""
    listed = json.loads(lock.read_text("utf-8"))["packages"]
    return tuple(Package(**{**one, "models": tuple(one["models"])}) for one in listed)


def libraries(model: str, lock: Path = LOCK) -> dict[str, str]:
    """Versions of the libraries that draw, read and learn when a model is made."""
    found: dict[str, str] = json.loads(lock.read_text("utf-8"))["libraries"][model]
    return found


def inside(path: str) -> Path:
    """A file of an unpacked package; path: name of the package, then the path in it.

    >>> inside("fonts-lato/usr/share/fonts/truetype/lato/Lato-Bold.ttf").name
    'Lato-Bold.ttf'
    """
    return UNPACKED / path


def provide(wanted: Iterable[Package]) -> None:
    """Have packages ready below UNPACKED: fetched where they are missing, checked, unpacked."""
    wanted = tuple(wanted)
    FETCHED.mkdir(parents=True, exist_ok=True)
    for client, command in _COMMANDS.items():
        missing = [p for p in wanted if p.client == client and not (FETCHED / p.file).is_file()]
        if missing:
            _fetch(command, missing)
    for package in wanted:
        file = FETCHED / package.file
        check(package, file)
        _unpack(package, file, UNPACKED / package.name)


def named(names: Iterable[str]) -> Iterator[Package]:
    """The locked packages of some names."""
    by_name = {package.name: package for package in packages()}
    yield from (by_name[name] for name in dict.fromkeys(names))


def check(package: Package, file: Path) -> None:
    """Refused when a file is missing, or is not the one that is locked."""
    if not file.is_file():
        raise Refused(
            f"{package.name} {package.version} could not be fetched ({package.client}): it may "
            f"be offered no more. Get the file {package.file} from an archive of old packages, "
            f"put it into {file.parent}, and type the same again."
        )
    found = sha256_of(file)
    if found != package.sha256:
        raise Refused(
            f"{file} is not the file that training/lock.json names.\n"
            f"  locked: {package.sha256}\n  found:  {found}\n"
            "Remove it to fetch it again. If another version is meant, change the lock."
        )


def sha256_of(path: Path) -> str:
    """Of a file; of a folder, over the names and checksums of all files below it."""
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    files = sorted(p for p in path.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    lines = (f"{sha256_of(p)}  {p.relative_to(path).as_posix()}\n" for p in files)
    return hashlib.sha256("".join(lines).encode("utf-8")).hexdigest()


_COMMANDS: Mapping[str, Sequence[str]] = {
    "apt-get": ("apt-get", "--quiet", "download"),
    "pip": (sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:"),
    "npm": ("npm", "pack", "--silent"),
}
"""Save the packages that are named after it into the folder where they are called."""
_VERSIONED = {"apt-get": "{}={}", "pip": "{}=={}", "npm": "{}@{}"}


def _fetch(command: Sequence[str], missing: Sequence[Package]) -> None:
    """Ask for all at once, and one by one when one of them is not to be had."""
    if shutil.which(command[0]) is None:
        raise Refused(
            f"{command[0]} is not on this machine: it fetches "
            f"{', '.join(p.name for p in missing[:5])}{' ...' if len(missing) > 5 else ''}. "
            "The models are made on Debian 12, with npm."
        )
    specs = [_VERSIONED[p.client].format(p.name, p.version) for p in missing]
    print(f"-- Fetching {len(specs)} packages: {command[0]}", flush=True)
    if _ran(command, specs):
        return
    for spec in specs:
        _ran(command, [spec])


def _ran(command: Sequence[str], specs: Sequence[str]) -> bool:
    done = subprocess.run([*command, *specs], cwd=FETCHED, capture_output=True, check=False)
    return done.returncode == 0


def _unpack(package: Package, file: Path, into: Path) -> None:
    """The files of a package; nothing to do when they were unpacked from this very file."""
    stamp = UNPACKED / f"{package.file}.sha256"
    if stamp.is_file() and stamp.read_text("utf-8") == package.sha256:
        return
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir(parents=True)
    if package.client == "apt-get":
        subprocess.run(["dpkg-deb", "--extract", str(file), str(into)], check=True)
    elif package.client == "pip":
        with zipfile.ZipFile(file) as wheel:
            wheel.extractall(into)
    else:
        with tarfile.open(file) as pack:
            pack.extractall(into, filter="data")
    stamp.write_text(package.sha256, "utf-8")
