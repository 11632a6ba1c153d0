"""The way that a user's documents go, for measurements: `bangdiem convert`, as it is installed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Json = dict[str, Any]


def convert(paths: Sequence[Path], out: Path, jobs: int | None = None) -> dict[str, Json]:
    """Convert files of different names into a folder, progress on the screen.

    jobs: how many processes; None is one a core. Comes back: the content of each
    reports/NAME.json by NAME; one that failed is not there.
    """
    program = shutil.which("bangdiem", path=str(Path(sys.executable).parent))
    if program is None:
        sys.exit("bangdiem is not installed beside this Python: python3 tasks.py setup")
    command = [program, "convert", *map(str, paths), "--out", str(out)]
    command += [] if jobs is None else ["--jobs", str(jobs)]
    # Its exit code says that some document failed or lacks a table; what is missing shows that.
    subprocess.run(command, check=False)
    if not any((out / "reports").glob("*.json")):
        sys.exit("bangdiem convert gave no report; what it printed says why.")
    wanted = ((path.stem, out / "reports" / f"{path.stem}.json") for path in paths)
    return {name: json.loads(file.read_text("utf-8")) for name, file in wanted if file.is_file()}
