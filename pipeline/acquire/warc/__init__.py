"""Records of WARC files, and the pages and sightings in them."""
