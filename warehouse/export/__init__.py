"""Releases to take away: CSV, a spreadsheet, GeoJSON and Parquet files, each with where it comes from."""
