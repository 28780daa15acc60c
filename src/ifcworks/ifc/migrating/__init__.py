"""Models in another schema."""
