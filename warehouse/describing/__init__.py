"""What a schema says of itself: the dictionary, a diagram, and the description of a package of data."""
