"""Documents made up by chance: other wordings, layouts and damage than any file at hand."""
