"""Holding a release against itself: every value of its database against its other files."""
