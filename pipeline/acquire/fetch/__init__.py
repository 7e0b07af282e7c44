"""Asking a site for its pages, politely."""
