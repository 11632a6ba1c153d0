"""From bytes to raw pages: PDF, pictures, text layers, plain text.

Faces: `source.open_file` and `source.raw_pages`; `layer.judge` tells whether a text layer is right.
"""
