"""The IFC file itself, against the syntax of STEP, its schema and the rules of the schema."""
