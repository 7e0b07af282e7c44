"""What holds for every page of the site: its addresses, its fixed words, its frame."""
