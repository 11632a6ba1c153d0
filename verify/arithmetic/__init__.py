"""The rules of arithmetic, and what holds and fails of them."""
