"""One file in, one verified report out."""
