"""The roof: composes the stages for one report, runs many, and speaks to people."""
