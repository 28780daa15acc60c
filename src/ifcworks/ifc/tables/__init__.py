"""Tables of elements: written from a model, and read into one."""
