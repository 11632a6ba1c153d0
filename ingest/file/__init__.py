"""From bytes to raw pages: PDF, pictures, text layers, plain text."""
