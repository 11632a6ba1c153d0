"""The model that comes along, and how models are estimated, mixed and saved."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np
import pytest

from normalize.adapt import FEWEST_WORDS, adapt
from normalize.channel import Channel, Syllables
from normalize.legacy import modern
from normalize.ngrams import (
    NAMES,
    Counts,
    NGrams,
    Vocabulary,
    estimate,
    log_chances,
    mixed,
    pruned,
)
from normalize.restore import MODEL

SIZE = 8
RUNS = [[3, 4, 5, 3, 4, 6], [4, 5, 3], [3, 4, 5, 5, 7], [7, 3, 4, 5]]


def chance(model: NGrams, a: int, b: int, c: int) -> float:
    one, two, three = (np.array([w]) for w in (a, b, c))
    _, place = model.pair(one, two)
    shorter, _ = model.pair(two, three)
    return float(np.exp(model.triple(place, three, shorter))[0])


@pytest.fixture(scope="module")
def small() -> NGrams:
    return estimate(Counts.of(RUNS), SIZE)


@pytest.fixture(scope="module")
def other() -> NGrams:
    return estimate(Counts.of([[6, 6, 5, 4], [3, 7, 7]]), SIZE)


@pytest.mark.parametrize("which", ["small", "other", "mixture"])
def test_probabilities_add_up_to_one(which: str, small: NGrams, other: NGrams) -> None:
    models = {"small": small, "other": other, "mixture": mixed([(small, 0.3), (other, 0.7)])}
    for a, b in product(range(SIZE), repeat=2):
        every = sum(chance(models[which], a, b, c) for c in range(SIZE))
        assert every == pytest.approx(1, abs=2e-3)


def test_a_mixture_lies_between_its_parts(small: NGrams, other: NGrams) -> None:
    both = mixed([(small, 0.25), (other, 0.75)])
    for a, b, c in [(0, 3, 4), (3, 4, 5), (6, 6, 5), (0, 3, 7)]:
        parts = 0.25 * chance(small, a, b, c) + 0.75 * chance(other, a, b, c)
        assert chance(both, a, b, c) == pytest.approx(parts, rel=1e-3)


def test_what_was_seen_is_likelier(small: NGrams) -> None:
    assert chance(small, 3, 4, 5) > 10 * chance(small, 3, 4, 7)
    assert log_chances(small, RUNS).mean() > log_chances(small, [[7, 7, 6, 6]]).mean()


def test_saved_and_loaded_says_the_same(small: NGrams, tmp_path: Path) -> None:
    small.save(tmp_path)
    again = NGrams.load(tmp_path)
    for a, b, c in product(range(SIZE), repeat=3):
        assert chance(again, a, b, c) == pytest.approx(chance(small, a, b, c), rel=0.04)


def test_pruning_keeps_what_tells_most(small: NGrams) -> None:
    fewer = pruned(small, 0.5)
    assert 0 < len(fewer.three) < len(small.three)
    assert len(pruned(small, 0).three) == len(small.three)


def test_the_model_is_small_and_without_pickles() -> None:
    files = [p for p in MODEL.iterdir() if p.is_file()]
    assert sum(p.stat().st_size for p in files) <= 8_000_000
    assert {p.suffix for p in files} <= {".npy", ".txt", ".tsv", ".json"}
    for path in MODEL.glob("*.npy"):
        np.load(path, mmap_mode="r", allow_pickle=False)


def test_the_vocabulary_begins_with_the_special_words() -> None:
    words = Vocabulary.load(MODEL)
    assert words.words[: len(NAMES)] == NAMES
    assert words.number("thẩm") > len(NAMES)
    assert words.number("không có từ này") == words.index["<unk>"]


def test_too_little_text_teaches_nothing() -> None:
    words, model = Vocabulary.load(MODEL), NGrams.load(MODEL)
    with pytest.raises(ValueError, match=str(FEWEST_WORDS)):
        adapt(words, model, [["một", "hai"]])


def test_the_channel_prefers_what_a_reading_looks_like() -> None:
    channel = Channel.load(MODEL)
    words = ["điểm", "tiêm", "điện", "diễn", "thẩm"]
    scores = channel.score("diém", Syllables(words, channel.pieces), np.arange(len(words)))
    assert int(scores.argmax()) == 0
    assert np.all(scores <= 0)


@pytest.mark.parametrize(
    "text",
    [
        "Két qua Chi s6 cai cich hanh chinh ndm 2023, nhiém vu va giai phap",
        "Kết quả thẩm định của Hội đồng",
        "plain letters only, nothing to tell",
        "",
    ],
)
def test_no_old_encoding_is_seen_where_there_is_none(text: str) -> None:
    assert modern(text) == (text, "")


def test_triples_are_found_behind_more_pairs_than_32_bits_can_number(tmp_path: Path) -> None:
    words = 600
    runs = [[a, b] for a in range(3, words) for b in range(3, words)]
    counts = Counts.of([*runs, *[[words - 1, words - 1, 3]] * 50])
    model = estimate(counts, words)
    assert len(model.two_key) > 2**18
    model.save(tmp_path)
    for one in (model, NGrams.load(tmp_path)):
        assert chance(one, words - 1, words - 1, 3) > 0.5
