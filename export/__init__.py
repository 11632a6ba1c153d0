"""What leaves the program: CSV tables, one JSON file per document."""
