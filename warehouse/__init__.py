"""From a dataset to a published release, and back by SQL. Imports only schemas."""
