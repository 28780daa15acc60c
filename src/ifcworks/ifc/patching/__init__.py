"""Recipes of ifcpatch: which there are, whether they can be run safely, and running them."""
