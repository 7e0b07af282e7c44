"""The profiles of The World Factbook, which the CIA published until February 2026."""
