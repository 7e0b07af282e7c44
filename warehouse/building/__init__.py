"""Building the files of a release out of rows, a bounded part of a table at a time."""
