"""The archive of a data folder: WARC files with an index."""
