"""The engines that read words and figures in their boxes: Tesseract and the number reader.

Faces: `read.read` for a page and its grids, `engine.choose` and `number_reader.NumberReader` for
the engines.
"""
