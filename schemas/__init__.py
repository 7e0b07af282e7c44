"""The types that flow between rooms. This package imports nothing else of the project."""
