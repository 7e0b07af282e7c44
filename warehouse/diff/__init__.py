"""What changed between two releases, and why: a model of the differences, and the forms that it is given in."""
