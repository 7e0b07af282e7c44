"""The kinds of pages of the site, a module each: pure functions from the rows of a release to models of pages."""
