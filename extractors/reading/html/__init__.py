"""HTML of any markup as the lines that a browser would show."""
