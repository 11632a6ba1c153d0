"""The nouns that every stage speaks in: pages, tables, records, checks, and reading numbers."""
