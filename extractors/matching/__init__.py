"""What is possible in an order of things of which some are known."""
