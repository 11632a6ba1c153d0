"""How the number reader is made; docs/design/number-reader.md tells why so."""

from __future__ import annotations

from pathlib import Path

from training.inputs import ROOT
from training.recipe import Command, Recipe

_SEED = 5
_HERE = Path("training") / "number_reader"
_ONNX = "{model}/number_reader.onnx"
_SCANS = ROOT.parent / "shared" / "scans"
_DRAWN: Command = ("-m", "training.number_reader.evaluate", _ONNX, "--json", "{json}")
_SCANNED: Command = ("benchmarks/number_reader.py", "--model", _ONNX, "--json", "{json}")

NUMBER_READER = Recipe(
    name="number-reader",
    home=Path("ingest") / "models",
    sources=(_HERE / "fonts.json", _HERE / "syllables.txt"),
    seeds={"windows": _SEED, "weights": _SEED},
    steps=(
        ("-m", "training.number_reader.crops", "--out", "{work}/windows", "--sheets", "5000",
         "--seed", str(_SEED)),
        ("-m", "training.number_reader.train", "--crops", "{work}/windows",
         "--out", "{work}/reader.pt", "--passes", "3", "--seed", str(_SEED)),
        ("-m", "training.number_reader.export", "{work}/reader.pt", _ONNX),
    ),
    measures={"drawn tables": _DRAWN}
    | ({"scans with known truth": _SCANNED} if _SCANS.is_dir() else {}),
)  # fmt: skip
