"""Reports of the project's own making, and the program that makes them."""
