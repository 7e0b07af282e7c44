"""A whole source, as small as one can be: what CONTRIBUTING.md tells to begin with."""
