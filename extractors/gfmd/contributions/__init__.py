"""Lines of money and help in kind, and what says that nothing was given."""
