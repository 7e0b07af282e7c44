"""Asking a web archive for what pages said before."""
