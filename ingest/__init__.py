"""From a file to pages: pixels cleaned, rules found, words and figures read in their boxes."""
