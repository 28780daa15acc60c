"""Costs: the schedules of a model as tables, and quantities priced by a table of rates."""
