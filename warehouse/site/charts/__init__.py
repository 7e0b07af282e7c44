"""Charts as places and sizes in numbers, apart from how they are rendered as SVG or as a table."""
