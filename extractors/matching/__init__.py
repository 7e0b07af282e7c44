"""What holds for things of any kind: what is possible in an order, which of many are alike, and what hangs together."""
