"""Measurements on scans with known truth: accuracy and speed, never asserted by tests."""
