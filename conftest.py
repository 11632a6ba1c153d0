"""The order of the tests: those marked slow come last."""

from __future__ import annotations

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Fast tests first, each group in its own order."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is not None)
