"""What a model says about itself: header, project, units, place on earth, structure, materials.

Every part is a pydantic model with a function that reads it. None of them fails on a model whose
attributes are missing or of the wrong type: what cannot be read is None or left out. The modules
are cheap to import; ifcopenshell is only seen as the model that is handed in.
"""
