"""A static web site of a release: read once, turned into models of pages, rendered, and put in place in one step."""
