"""A page as a whole: its kind, its parts, and which part owns each line."""
