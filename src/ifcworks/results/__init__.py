"""What is kept of results in SQL, for those who ask the database itself."""
