"""Differences as files."""
