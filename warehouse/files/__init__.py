"""The files of a release: how they lie, and how the rows of a table are cut into them."""
