"""From a file to pages: pixels cleaned, rules found, words and figures read in their boxes.

Rooms: `file` (bytes to raw pages), `page` (raw pages to `PageImage`s), `read` (words and figures
of those); `image` and `components` are the nouns that they share. Faces: `file.source.open_file`,
`page.prepare.prepare`, `page.words.tokens`, `read.read.read`.
"""
