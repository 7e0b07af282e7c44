"""Which edition each block is, from what its records say."""
