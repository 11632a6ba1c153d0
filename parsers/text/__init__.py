"""Tables out of plain text, which has lines and no boxes."""
