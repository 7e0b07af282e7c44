"""Lines of roles and meetings: who did what, where, and when."""
