"""HTTP: the application, its problems, and one file per resource under ``routes``."""
