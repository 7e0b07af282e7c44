"""Pages that could not be used, kept whole, and tried again."""
