"""Engine, table definitions and migrations."""
