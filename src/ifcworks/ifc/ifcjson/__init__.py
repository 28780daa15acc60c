"""A model as JSON: in the form of ifcJSON-4, and in a plain one."""
