"""Two versions of a model compared, from their indexes and the caches of their geometry."""
