"""The index: the columnar tables of one model version, in one DuckDB file."""

INDEX_FORMAT = 6
"""The version of the tables; raised when they change."""
