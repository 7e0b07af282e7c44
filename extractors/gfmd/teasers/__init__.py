"""Practices as pages of countries and lists show them."""
