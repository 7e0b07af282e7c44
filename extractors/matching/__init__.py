"""Matching for things of any kind: which values an order allows, which of many are alike, and connected components."""
