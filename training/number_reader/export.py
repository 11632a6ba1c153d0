"""Weights as an ONNX file with its record: python -m training.number_reader.export --help

Called once to measure, and again with what was measured.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import platform
from importlib import metadata
from pathlib import Path
from typing import Any

import torch

from training.number_reader.figures import ALPHABET
from training.number_reader.model import ROWS, Reader
from training.number_reader.sheets import held_out

_PACKAGES = ("torch", "numpy", "opencv-python-headless", "pillow", "onnx", "onnxruntime")


def export(weights: Path, out: Path) -> None:
    """Write the network with any number of pictures of any width."""
    net = Reader()
    net.load_state_dict(torch.load(weights, weights_only=True))
    net.eval()
    torch.onnx.export(
        net,
        (torch.zeros(1, 1, ROWS, 64),),
        str(out),
        input_names=["ink"],
        output_names=["chances"],
        dynamic_axes={"ink": {0: "n", 3: "width"}, "chances": {0: "n", 1: "steps"}},
        opset_version=17,
        dynamo=False,
    )


def _counts(path: Path | None) -> dict[str, Any]:
    """What was measured, without the lists of single cells."""
    if path is None:
        return {}

    def bare(found: Any) -> Any:
        if isinstance(found, dict):
            return {k: bare(v) for k, v in found.items() if not isinstance(v, list)}
        return round(found, 4) if isinstance(found, float) else found

    measured: dict[str, Any] = bare(json.loads(path.read_text("utf-8")))
    return measured


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--threshold", type=float, default=0.9)
    parser.add_argument("--seed", type=int, required=True, help="of the windows")
    parser.add_argument("--command", action="append", default=[], help="how it was made")
    parser.add_argument("--scans", type=Path, help="what benchmarks/number_reader.py --json wrote")
    parser.add_argument(
        "--drawn", type=Path, help="what training.number_reader.evaluate --json wrote"
    )
    wish = parser.parse_args()
    export(wish.weights, wish.out)
    record = {
        "alphabet": ALPHABET,
        "threshold": wish.threshold,
        "sha256": hashlib.sha256(wish.out.read_bytes()).hexdigest(),
        "commands": wish.command,
        "data_seed": wish.seed,
        "versions": {
            "python": platform.python_version(),
            **{name: metadata.version(name) for name in _PACKAGES},
        },
        "held_out_fonts": list(held_out()),
        "figures": {
            "scans with known truth": _counts(wish.scans),
            "drawn tables": _counts(wish.drawn),
        },
    }
    text = json.dumps(record, indent=1, ensure_ascii=False) + "\n"
    wish.out.with_suffix(".json").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
