"""From a raw page to a clean, upright one with its rules, ink and phrases.

Faces: `prepare.prepare` gives the pages of a file, `words.tokens` the figures among the phrases.
"""
