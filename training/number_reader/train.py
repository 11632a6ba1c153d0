"""Learn: python -m training.number_reader.train --crops FOLDER --out reader.pt

One core, deterministic by seed. Every pass sees every window once, shifted, stretched and
paled anew; the learning rate falls to zero; the weights are averaged over the steps.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
import torch
from torch.nn.functional import ctc_loss

from training.number_reader.crops import Crop, load
from training.number_reader.damage import Chance, Pixels
from training.number_reader.figures import ALPHABET
from training.number_reader.model import BLANK, ROWS, Reader

_CLASS = {sign: k + 1 for k, sign in enumerate(ALPHABET)}
_POOL = 3072
"""Windows sorted by width among so many, so that a batch holds widths that are alike."""


def varied(chance: Chance, ink: Pixels) -> Pixels:
    """The window scaled, shifted and paled at random, ROWS high."""
    if chance.random() < 0.6:
        high, wide = chance.uniform(0.84, 1.14), chance.uniform(0.94, 1.06)
        size = (max(8, round(ink.shape[1] * high * wide)), round(ink.shape[0] * high))
        how = cv2.INTER_LINEAR if chance.random() < 0.7 else cv2.INTER_CUBIC
        ink = np.asarray(cv2.resize(ink, size, interpolation=how), np.uint8)
    top = (ink.shape[0] - ROWS) // 2 + int(chance.integers(-3, 4))
    out = np.zeros((ROWS, ink.shape[1]), np.uint8)
    a, b = max(0, top), min(ink.shape[0], top + ROWS)
    out[a - top : b - top] = ink[a:b]
    if chance.random() < 0.5:
        out = np.asarray(cv2.convertScaleAbs(out, alpha=float(chance.uniform(0.6, 1.2))), np.uint8)
    left, right = (int(v) for v in chance.integers(-2, 8, 2))
    out = out[:, max(0, -left) : out.shape[1] - max(0, -right)]
    return np.pad(out, ((0, 0), (max(0, left), max(0, right))))


def batch_of(inks: Sequence[Pixels]) -> torch.Tensor:
    """(n, 1, ROWS, width) from 0 to 1, narrow windows on paper to the right."""
    width = max(32, (max(i.shape[1] for i in inks) + 7) // 8 * 8)
    out = np.zeros((len(inks), 1, ROWS, width), np.float32)
    for k, ink in enumerate(inks):
        out[k, 0, :, : ink.shape[1]] = ink
    return torch.from_numpy(out / 255).to(memory_format=torch.channels_last)


def _batches(
    chance: Chance, files: Sequence[Path], size: int
) -> Iterator[tuple[torch.Tensor, list[str]]]:
    """One pass in random order, four files mixed at a time."""
    order = [files[int(k)] for k in chance.permutation(len(files))]
    for start in range(0, len(order), 4):
        crops = [c for path in order[start : start + 4] for c in load(path)]
        mixed = [crops[int(k)] for k in chance.permutation(len(crops))]
        for at in range(0, len(mixed), _POOL):
            yield from _alike(chance, mixed[at : at + _POOL], size)


def _alike(
    chance: Chance, pool: Sequence[Crop], size: int
) -> Iterator[tuple[torch.Tensor, list[str]]]:
    seen = sorted(((varied(chance, c.ink), c.label) for c in pool), key=lambda s: s[0].shape[1])
    groups = [seen[k : k + size] for k in range(0, len(seen) - size + 1, size)]
    for k in chance.permutation(len(groups)):
        group = groups[int(k)]
        yield batch_of([ink for ink, _ in group]), [label for _, label in group]


def loss_of(chances: torch.Tensor, labels: Sequence[str]) -> torch.Tensor:
    """Mean CTC loss a window."""
    targets = torch.tensor([_CLASS[s] for label in labels for s in label], dtype=torch.long)
    lengths = torch.tensor([len(label) for label in labels])
    steps = torch.full((len(labels),), chances.shape[1])
    total = ctc_loss(
        chances.transpose(0, 1),
        targets,
        steps,
        lengths,
        blank=BLANK,
        reduction="sum",
        zero_infinity=True,
    )
    return total / len(labels)


def greedy(chances: torch.Tensor) -> list[str]:
    """The signs of the best class at every step, repeats joined."""
    found = []
    for row in chances.argmax(2).tolist():
        kept = [
            c for c, before in zip(row, [BLANK, *row], strict=False) if c not in (BLANK, before)
        ]
        found.append("".join(ALPHABET[c - 1] for c in kept))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--crops", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--files", type=int, help="learn from the first so many files only")
    parser.add_argument("--start", type=Path, help="weights to go on from")
    parser.add_argument("--passes", type=float, default=2.0)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--stop", type=int, help="end after so many steps of the plan")
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--batch", type=int, default=48)
    wish = parser.parse_args()
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    torch.manual_seed(wish.seed)
    chance = np.random.default_rng(wish.seed)
    files = sorted(wish.crops.glob("*.npz"))[: wish.files]
    windows = sum(len(np.load(f)["widths"]) for f in files)
    steps = int(windows * wish.passes / wish.batch)
    print(f"{windows} windows in {len(files)} files, {steps} steps", flush=True)
    train(wish, chance, files, steps)


def train(wish: argparse.Namespace, chance: Chance, files: Sequence[Path], steps: int) -> None:
    net = Reader()
    for weights in net.parameters():
        if weights.dim() == 4:
            weights.data = weights.data.to(memory_format=torch.channels_last)
    if wish.start:
        net.load_state_dict(torch.load(wish.start, weights_only=True))
    mean = torch.optim.swa_utils.AveragedModel(
        net, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.998), use_buffers=True
    )
    adam = torch.optim.AdamW(net.parameters(), wish.rate, weight_decay=0.01, fused=True)
    plan = torch.optim.lr_scheduler.OneCycleLR(
        adam, wish.rate, total_steps=steps + 1, pct_start=0.08, div_factor=10, final_div_factor=100
    )
    net.train()
    step, began, recent = 0, time.monotonic(), 0.0
    end = min(steps, wish.stop or steps)
    while step < end:
        for pictures, labels in _batches(chance, files, wish.batch):
            with torch.autocast("cpu", torch.bfloat16):
                chances = net(pictures)
            loss = loss_of(chances, labels)
            adam.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            adam.step()
            plan.step()
            mean.update_parameters(net)
            step += 1
            recent += (loss.item() - recent) / min(step, 200)
            if step % 250 == 0:
                right = sum(a == b for a, b in zip(greedy(chances), labels, strict=True))
                print(
                    f"step {step} loss {recent:.4f} right {right}/{len(labels)}"
                    f" {time.monotonic() - began:.0f} s",
                    flush=True,
                )
            if step % 500 == 0 or step == end:
                torch.save(mean.module.state_dict(), wish.out)
            if step == end:
                return


if __name__ == "__main__":
    main()
