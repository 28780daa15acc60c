"""Edits of many elements at once: properties, attributes and classifications."""
