"""Many files: what was done, what is left, and the tables of all."""
