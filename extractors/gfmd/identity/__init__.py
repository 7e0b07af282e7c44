"""Which country a page is about, and where it lies."""
