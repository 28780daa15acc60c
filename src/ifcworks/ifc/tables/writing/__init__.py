"""Tables of elements in files of several formats."""
