"""The pages of gfmd.org, the Global Forum on Migration and Development."""
