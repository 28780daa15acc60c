"""Tables back into models: what is different in a sheet, and a model in which that is so."""
