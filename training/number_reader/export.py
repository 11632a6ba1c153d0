"""Weights as an ONNX file: python -m training.number_reader.export reader.pt MODEL.onnx

Beside it, under the same name in JSON, what the product must know to use it: the signs that its
classes stand for, and from which probability on a value is accepted.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch

from training.number_reader.figures import ALPHABET
from training.number_reader.model import ROWS, Reader

THRESHOLD = 0.9


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("out", type=Path)
    wish = parser.parse_args()
    export(wish.weights, wish.out)
    use = json.dumps({"alphabet": ALPHABET, "threshold": THRESHOLD}, indent=1)
    wish.out.with_suffix(".json").write_text(use + "\n", "utf-8")


if __name__ == "__main__":
    main()
