"""From a raw page to a clean, upright one with its rules and pieces of ink."""
