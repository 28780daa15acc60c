"""Quantity take-off: base quantities from triangles, beside those that the model states."""
