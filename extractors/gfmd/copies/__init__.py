"""Which practices of all pages are copies of one, and what they say together."""
