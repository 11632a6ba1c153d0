"""Broken rules and the evidence of a row, in words."""
