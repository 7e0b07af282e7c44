"""A practice's own page."""
