"""Blobs, names with versions, and the intake of uploads."""
