"""Text whose lines a tool broke at a column, joined again."""
