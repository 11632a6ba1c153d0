"""Weights as an ONNX file: python -m training.number_reader.export reader.pt OUT.onnx"""

from __future__ import annotations

import sys
from pathlib import Path

import torch

from training.number_reader.model import ROWS, Reader


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


if __name__ == "__main__":
    export(Path(sys.argv[1]), Path(sys.argv[2]))
