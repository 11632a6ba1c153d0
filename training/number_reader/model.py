"""The network: a picture of one line in, the chances of every sign along it out.

Small enough for a third of a millisecond on one core. It sees 40 rows and any width, and
gives one column of chances for every two columns of the picture.
"""

from __future__ import annotations

from torch import Tensor, nn

from training.number_reader.figures import ALPHABET

ROWS = 40
BLANK = 0
"""Class of "no sign here"; sign k of the alphabet is class k + 1."""


def _layer(into: int, out: int, kernel: tuple[int, int], pad: tuple[int, int]) -> nn.Sequential:
    convolution = nn.Conv2d(into, out, kernel, padding=pad, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(out), nn.ReLU(inplace=True))


class Reader(nn.Module):
    """(n, 1, 40, width) ink from 0 to 1 -> (n, width / 2, classes) log-chances."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            _layer(1, 16, (3, 3), (1, 1)),
            nn.MaxPool2d((2, 2)),
            _layer(16, 40, (3, 3), (1, 1)),
            _layer(40, 48, (3, 3), (1, 1)),
            nn.MaxPool2d((2, 1)),
            _layer(48, 64, (3, 3), (1, 1)),
            nn.MaxPool2d((2, 1)),
            _layer(64, 96, (3, 3), (1, 1)),
            _layer(96, 144, (5, 1), (0, 0)),
            _layer(144, 144, (1, 5), (0, 2)),
            nn.Dropout(0.1),
            nn.Conv2d(144, len(ALPHABET) + 1, 1),
        )

    def forward(self, ink: Tensor) -> Tensor:
        seen: Tensor = self.layers(ink).float()
        return seen.squeeze(2).permute(0, 2, 1).log_softmax(2)
