"""Markdown as the HTML that it stands for."""
