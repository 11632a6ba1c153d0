"""How the restoration of Vietnamese is learned: pages read by a wrong engine, words counted."""
