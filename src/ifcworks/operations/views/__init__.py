"""Results as people see them in a terminal (rich). Imported only when something is shown."""
