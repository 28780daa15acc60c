"""A model into other formats: which elements, which writer, and what to tell of it."""
