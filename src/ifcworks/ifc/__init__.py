"""What an IFC file is: reading it, its geometry, the sample building. Knows no web or database."""
