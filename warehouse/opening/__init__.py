"""Releases opened for SQL: the DuckDB file, or views over the Parquet files of a release without one."""
