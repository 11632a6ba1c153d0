"""The nouns that every stage speaks in: pages, tables, records, checks, and how a number is read."""
