"""The files that saved pages come in: a page by itself, MHTML, ZIP and WACZ, told by names and beginnings."""
