"""The reviewed reference of GFMD: its files, whether they are sound, and what pages name that they lack."""
