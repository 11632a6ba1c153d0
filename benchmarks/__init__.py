"""Measurements on documents with known truth: accuracy, stability, speed; docs/measuring.md."""
