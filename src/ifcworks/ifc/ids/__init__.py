"""IDS 1.0: reading and auditing a file of requirements, and checking a model against it."""
