"""The order of the tests: those marked slow come last. What is drawn by chance is drawn alike in
every run, but for `python3 tasks.py test --random`."""

from __future__ import annotations

import pytest
from hypothesis import settings

settings.register_profile("same", derandomize=True, max_examples=300)
# Said outright: where the variable CI is set, hypothesis draws alike by default.
settings.register_profile("random", derandomize=False, max_examples=3000, print_blob=True)
settings.load_profile("same")  # --hypothesis-profile of pytest comes after this


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Fast tests first, each group in its own order."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is not None)
