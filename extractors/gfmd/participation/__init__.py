"""The division of the participation part into blocks and lists."""
